"""What an analysis refuses: numbers that its method cannot be used on, and a package that is not there."""

from __future__ import annotations


class AnalysisError(ValueError):
    """The numbers given do not allow what was asked of them; the message says what would."""


class MissingPackageError(AnalysisError):
    """An optional package is not installed; the message holds the command that installs it."""
