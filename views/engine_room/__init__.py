"""The engine room: simulations run in worker processes shared by every reader of the page.

The page writes what is asked into a folder and reads how far it is; a process of its own, the
engine, does the work. So no click waits for a simulation, a refresh or a closed tab loses
nothing, and whatever was going on when the page was closed goes on when it is opened again.
Nothing here imports Streamlit.
"""

from views.engine_room.asking import SEEK, drivers_job, scenario_word, seek_job, study_job
from views.engine_room.job import Explained, Job, Phase, State, Wanted
from views.engine_room.room import Room

__all__ = [
    "SEEK",
    "Explained",
    "Job",
    "Phase",
    "Room",
    "State",
    "Wanted",
    "drivers_job",
    "scenario_word",
    "seek_job",
    "study_job",
]
