"""Categories of credits and their groups: dots make groups, `reward.book` is one of `reward`."""


def belongs(category: str, group: str) -> bool:
    """Whether a category is `group`, or one of that group."""
    return category == group or category.startswith(f"{group}.")
