import pytest

from scripts.bench import arguments_from
from scripts.console import Problem


@pytest.mark.parametrize(
    ("size", "rest", "arguments"),
    [
        ("", "", ["run", "--size", "30k"]),
        ("650k", "", ["run", "--size", "650k"]),
        ("30k", "--quick --zipf 0.3", ["run", "--size", "30k", "--quick", "--zipf", "0.3"]),
        ("demo", "", ["demo"]),
    ],
    ids=["nothing said", "size", "more", "demonstration"],
)
def test_size_and_args_are_passed_on(size, rest, arguments):
    assert arguments_from(size, rest) == arguments


def test_args_that_cannot_be_read_say_what_to_type():
    with pytest.raises(Problem, match="make bench ARGS='--quick'"):
        arguments_from("", "--peers 'orm")
