"""The row of a restore: how long the city of a size takes by `lrs restore` and `lrs rebuild`."""

from bench import stores
from bench.turns import Options, Row, thousands


def rows(options: Options) -> list[Row]:
    """As it was when the store was made, which is kept."""
    with stores.big(options.size) as big:
        return [
            Row(
                work=f"lrs restore of {big.size:,}, then lrs rebuild",
                measured=f"{big.restored:.0f} s and {big.rebuilt:.0f} s",
                against="",
                result=f"{thousands(big.size / big.restored)}/s and "
                f"{thousands(big.size / big.rebuilt)}/s",
                wanted="published",
            )
        ]
