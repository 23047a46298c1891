"""What do readers see? The views of the page, and what they share.

Each view is a module here with a function ``show``, and a line in :mod:`views.registry`.
Views decide nothing: they ask the same calls as the command line and show what they answer.
``look`` is how everything is shown, ``store`` finds runs, ``engine_room`` runs simulations.
"""
