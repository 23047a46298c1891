"""How sure a run is, in words: the range of futures and the precision of the average."""

from typing import Any

from scenarios.report.projection import Projection


def how_sure(manifest: dict[str, Any], projection: Projection) -> tuple[str, ...]:
    """Say how many futures were run, how wide they lie and how well the average is known."""
    number = manifest["replications"]
    lines = [
        f"{number} futures were run with the same settings and different luck. "
        "The range in brackets leaves out the lowest and the highest tenth of them; it is no "
        "promise, and it holds only if the settings do.",
    ]
    precision = _precision(projection)
    if precision:
        lines.append(precision)
    if manifest.get("accepted_file"):
        lines.append(
            "The ranges include what is not known of the fitted settings: each future used one "
            "draw of them."
        )
    else:
        lines.append(
            "The ranges hold luck alone: that the settings themselves are uncertain is not in them."
        )
    if manifest["status"] != "finished":
        lines.append("The run was stopped early; only what had finished is here.")
    return tuple(lines)


def _precision(projection: Projection) -> str:
    """Say how far the average of the longest lists may be off, as a share of it."""
    rows = projection.summary
    rows = rows[(rows["measure"] == "list_size") & (rows["period"] == projection.last)]
    rows = rows[(rows["area"] == "all") & (rows["need"] != "all") & (rows["stage"] == "all")
                & (rows["priority"] == "all") & (rows["band"] == "all")]  # fmt: skip
    rows = rows[(rows["mean"] > 0) & rows["mean_high"].notna()]
    if not len(rows):
        return ""
    off = ((rows["mean_high"] - rows["mean"]) / rows["mean"]).to_numpy()
    said = sorted(zip(off.tolist(), rows["need"].astype(str), strict=True))
    parts = [f"{projection.labels.of('need', need)} {share:.1%}" for share, need in said]
    return (
        "More runs would move the averages of the lists at the end by no more than about: "
        f"{', '.join(parts)} (95% interval of the average)."
    )
