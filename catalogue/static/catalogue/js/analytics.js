/** Counts the visit with the operator's own Matomo: without cookies, and not for who asks not to. */

const { url, siteId } = document.querySelector("script[data-site-id]").dataset;

if (navigator.doNotTrack !== "1" && !navigator.globalPrivacyControl) {
  window._paq = [
    ["disableCookies"],
    ["setTrackerUrl", `${url}/matomo.php`],
    ["setSiteId", siteId],
    ["trackPageView"],
  ];
  const script = document.createElement("script");
  script.async = true;
  script.src = `${url}/matomo.js`;
  document.head.append(script);
}
