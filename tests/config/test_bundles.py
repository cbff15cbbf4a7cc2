"""What a page loads is collected in few files that do what the many do."""

import re
import shutil
from pathlib import Path

import pytest

from config.bundles import BundleError, script, sheet
from config.storage import BUNDLES

STATIC = Path(__file__).resolve().parents[2] / "catalogue" / "static"


def from_disk(name: str) -> str:
    return (STATIC / name).read_text()


# Sheets


def test_sheet_has_each_part_in_its_layer():
    files = {
        "css/main.css": '@layer a, b;\n\n@import url("one.css") layer(a);\n'
        '@import url("parts/two.css") layer(b);\nhtml { top: 0 }\n',
        "css/one.css": "/* why */\np { left: 0 }\n",
        "css/parts/two.css": 'b { background: url("../../img/x.svg"), url("#here") }\n',
    }

    assert " ".join(sheet(files.__getitem__, "css/main.css").split()) == (
        "@layer a, b; @layer a { p { left: 0 } } "
        '@layer b { b { background: url("../img/x.svg"), url("#here") } } html { top: 0 }'
    )


def test_sheet_refuses_what_it_cannot_put_in():
    files = {"main.css": '@import "one.css" screen;\n'}

    with pytest.raises(BundleError, match=r"main\.css"):
        sheet(files.__getitem__, "main.css")


def test_sheet_of_the_site_has_all_rules_of_all_sheets():
    whole = sheet(from_disk, "catalogue/css/main.css")

    for path in (STATIC / "catalogue" / "css").rglob("*.css"):
        if path.name != "main.css":
            own = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            for line in own.splitlines():
                assert line.strip() in whole, path
    assert whole.count("{") == whole.count("}")
    assert "@import" not in whole


def test_sheets_of_the_site_are_all_imported():
    main = from_disk("catalogue/css/main.css")
    folder = STATIC / "catalogue" / "css"

    for path in folder.rglob("*.css"):
        assert path.name == "main.css" or f'"{path.relative_to(folder)}"' in main


# Scripts


@pytest.mark.parametrize(
    "text",
    [
        'import a from "./a.js";\n',
        "export default 1;\n",
        "export { one };\n",
        "export let one = 1;\n",
        'const one = await import("./a.js");\n',
        'import { one } from "elders";\n',
    ],
)
def test_script_refuses_what_is_not_read(text):
    files = {"main.js": text, "a.js": "export const one = 1;\n"}

    with pytest.raises(BundleError):
        script(files.__getitem__, "main.js")


def test_script_refuses_a_circle():
    files = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}

    with pytest.raises(BundleError, match=r"a\.js"):
        script(files.__getitem__, "a.js")


def test_all_modules_but_that_of_analytics_are_in_the_script():
    whole = script(from_disk, "catalogue/js/site.js")
    modules = {path.name for path in (STATIC / "catalogue" / "js").glob("*.js")}

    found = {name for name in modules if f"const $catalogue_js_{name[:-3]} = " in whole}

    assert modules - found == {"analytics.js"}


def test_script_has_each_module_once_in_a_scope_of_its_own():
    files = {
        "main.js": '/**\n * Why.\n */\n// So.\nimport "./two.js";\n'
        'import * as all from "./one.js";\n'
        'import {\n  add,\n  Box as Chest,\n} from "./one.js";\nall.NAME;\n',
        "one.js": 'import { add } from "./in/three.js";\nexport class Box {}\n'
        'export const NAME = "x";\n',
        "two.js": 'import { add } from "./in/three.js";\nconst secret = 1;\n',
        "in/three.js": "export function add(a, b) {\n  return a + b;\n}\n",
    }

    assert script(files.__getitem__, "main.js") == (
        "const $in_three = (() => {\nfunction add(a, b) {\n  return a + b;\n}\n"
        "return { add };\n})();\n"
        "const $two = (() => {\nconst { add } = $in_three;\nconst secret = 1;\n"
        "return {  };\n})();\n"
        "const $one = (() => {\nconst { add } = $in_three;\nclass Box {}\n"
        'const NAME = "x";\nreturn { Box, NAME };\n})();\n'
        "const $main = (() => {\nconst all = $one;\nconst {\n  add,\n  Box: Chest,\n} = $one;\n"
        "all.NAME;\nreturn {  };\n})();\n"
    )


# Collected


def test_collected_site_is_one_sheet_and_one_script(settings, tmp_path):
    from django.contrib.staticfiles.finders import get_finders

    from config.storage import StaticStorage

    storage = StaticStorage(location=tmp_path, base_url="/static/")
    paths = {}
    for finder in get_finders():
        for path, source in finder.list([]):
            if path.startswith("catalogue/"):
                paths[path] = (source, path)
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source.path(path), tmp_path / path)

    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception)

    for name in BUNDLES:
        text = (tmp_path / storage.stored_name(name)).read_text()
        assert not re.search(r"^@?import\b", text, re.MULTILINE)
    css = (tmp_path / storage.stored_name("catalogue/css/main.css")).read_text()
    fonts = re.findall(r"url\(\"([^\"]+woff2)\"\)", css)
    assert len(fonts) == 3
    assert all((tmp_path / "catalogue" / "css" / font).is_file() for font in fonts)
