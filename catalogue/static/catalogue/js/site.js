/**
 * What a page of the site loads: all behaviours, of which each leaves a page as it is where it has
 * nothing to do. Collected, this is one file (config/bundles.py).
 */

import "./suggest.js";
import "./player.js";
import "./projection.js";
import "./copy.js";
import "./filters.js";
