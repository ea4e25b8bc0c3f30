"""Schedules of the night and its watchdog: as systemd timers, and as lines of a crontab."""
