"""The ground floor: settings, the build and the published database, publishing, the run log."""
