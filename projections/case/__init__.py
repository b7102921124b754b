"""What every rule stands on: a cadre's case and dossier, and what all cases share."""
