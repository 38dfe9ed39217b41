"""Which colour of the theme a kind of token has, in transcripts and diffs alike."""

from functools import cache
from typing import Final

from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)

_COLORS: Final = (
    (Comment, "syntax_comment"),
    (String, "syntax_string"),
    (Number, "syntax_number"),
    (Keyword, "syntax_keyword"),
    (Name.Builtin, "syntax_builtin"),
    (Name.Function, "syntax_builtin"),
    (Name.Class, "syntax_builtin"),
    (Name.Tag, "syntax_builtin"),
    (Name.Attribute, "syntax_builtin"),
    (Name.Variable, "syntax_number"),
    (Name.Decorator, "syntax_keyword"),
    (Operator.Word, "syntax_keyword"),
    (Operator, "syntax_operator"),
    (Generic.Deleted, "bad"),
    (Generic.Inserted, "good"),
    (Generic.Heading, "syntax_keyword"),
    (Generic.Subheading, "syntax_keyword"),
)


@cache
def color_of(kind: _TokenType) -> str:
    """Return the theme's token for a kind of token, empty for plain ink."""
    return next(
        (
            color
            for family, color in _COLORS
            if kind in family  # type: ignore[comparison-overlap]  # a type holds its subtypes
        ),
        "",
    )
