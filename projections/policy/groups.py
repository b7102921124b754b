"""Categories of credits and their groups: dots make groups, `reward.book` is one of `reward`.

A name has letters of any script, digits and underscores: `elective_2`, `必修.集中培训`.
"""

from typing import Final

from projections.policy.kinds import Text

CATEGORY: Final = Text(
    r"[^\W.A-Z]+(\.[^\W.A-Z]+)*", "a category such as required.class or 必修.集中培训"
)
KIND: Final = Text(
    r"[^\s,;](?:[^\r\n\t,;]*[^\s,;])?", "a kind such as party_school or 党校主体班, without commas"
)


def belongs(category: str, group: str) -> bool:
    """Whether a category is `group`, or one of that group."""
    return category == group or category.startswith(f"{group}.")
