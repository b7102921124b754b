"""Every projection of this release: runner, rebuild, digest and health go by this list."""

from typing import Final

from projections.tables.classes import CLASSES
from projections.tables.follow_up import FOLLOW_UP, INSTITUTIONS
from projections.tables.in_class import IN_CLASS
from projections.tables.intake import INTAKE
from projections.tables.ledgers import LEDGERS
from projections.tables.projection import AnyProjection
from projections.tables.resources import RESOURCES
from projections.tables.surveys import SURVEYS

PROJECTIONS: Final[tuple[AnyProjection, ...]] = (
    INTAKE,
    LEDGERS,
    CLASSES,
    IN_CLASS,
    FOLLOW_UP,
    INSTITUTIONS,
    *RESOURCES,
    SURVEYS,
)
