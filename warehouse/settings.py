"""Settings, from the environment and from `warehouse.toml` in the warehouse's home.

The environment (`WAREHOUSE_<NAME>`) wins over the file, and a command-line option over both.
Secrets have no place in the file: they come from the environment only.
"""

from __future__ import annotations

import datetime as dt
import os
import zoneinfo
from pathlib import Path

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from warehouse.errors import UsageError

SETTINGS_FILE = "warehouse.toml"


class Settings(BaseSettings):
    """Every setting of the warehouse. `docs/settings.md` describes each; a test holds that."""

    model_config = SettingsConfigDict(env_prefix="WAREHOUSE_", extra="forbid")

    home: Path = Field(Path("data"), description="Folder that holds all state.")
    time_zone: str = Field(
        "UTC", description="Business time zone: the zone in which a day begins and ends."
    )
    reporting_currency: str = Field(
        "USD", pattern=r"^[A-Z]{3}$", description="Currency of every amount in core and marts."
    )
    business_country: str | None = Field(
        None,
        pattern=r"^[A-Z]{2}$",
        description="Whose public holidays are no business days: CN or US, or none.",
    )
    business_hours: tuple[tuple[str, str] | None, ...] = Field(
        (*[("09:00", "18:00")] * 5, None, None),
        min_length=7,
        max_length=7,
        description="When the business is open from Monday to Sunday; empty where it is closed.",
    )
    fiscal_year_starts_in: int = Field(
        1, ge=1, le=12, description="Month in which the fiscal year begins."
    )
    identity_proposals: bool = Field(
        default=False,
        description="Whether Splink, an optional extra, proposes records that are probably one "
        "customer in `ops.identity_proposals`.",
    )
    identity_merge_from: float | None = Field(
        None,
        ge=0.5,
        le=1,
        description="Probability from which such records are one customer without being asked.",
    )
    lapsing_after_days: int | None = Field(
        None,
        ge=1,
        description="Days without a purchase after which a customer is lapsing; from the data "
        "where none is set.",
    )
    churned_after_days: int | None = Field(
        None, ge=2, description="Days without a purchase after which it has churned."
    )
    as_of: str = Field(
        "latest",
        description="What a build may see: `latest` (to the end of the newest day in the data), "
        "`today`, or a date such as 2026-06-30 (to its end).",
    )
    keep_published: int = Field(
        5, ge=1, description="How many published runs stay on disk for rollback."
    )
    show_names: bool = Field(
        default=False,
        description="Whether dashboards may show names, where they can open `restricted.duckdb`.",
    )
    memory_limit: str = Field(
        "4GB", description="Memory the writer may use before DuckDB spills to disk."
    )

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, value: str) -> str:
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f"'{value}' is not a known time zone; give a name such as Asia/Shanghai"
            ) from error
        return value

    @field_validator(
        "business_country",
        "identity_merge_from",
        "lapsing_after_days",
        "churned_after_days",
        mode="before",
    )
    @classmethod
    def _none_is_empty(cls, value: object) -> object:
        # TOML has no null, and an environment variable is never unset by a shell's default
        return None if value == "" else value

    @field_validator("business_hours", mode="before")
    @classmethod
    def _closed_is_empty(cls, value: object) -> object:
        if isinstance(value, (list, tuple)):
            return tuple(tuple(day) if day else None for day in value)
        return value

    @field_validator("business_hours")
    @classmethod
    def _opens_before_it_closes(
        cls, value: tuple[tuple[str, str] | None, ...]
    ) -> tuple[tuple[str, str] | None, ...]:
        for day in value:
            if day is not None:
                opens, closes = (_minute(time) for time in day)
                if opens >= closes:
                    raise ValueError(f"a day cannot open at {day[0]} and close at {day[1]}")
        return value

    @model_validator(mode="after")
    def _merges_what_is_proposed(self) -> Settings:
        if self.identity_merge_from is not None and not self.identity_proposals:
            raise ValueError("identity_merge_from needs identity_proposals = true")
        return self

    @model_validator(mode="after")
    def _churns_after_lapsing(self) -> Settings:
        lapsing, churned = self.lapsing_after_days, self.churned_after_days
        if lapsing is not None and churned is not None and churned <= lapsing:
            raise ValueError(
                f"churned_after_days ({churned}) must be more than lapsing_after_days ({lapsing})"
            )
        return self

    @field_validator("as_of")
    @classmethod
    def _known_as_of(cls, value: str) -> str:
        if value in {"latest", "today"}:
            return value
        try:
            dt.date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(
                f"'{value}' is neither latest, today nor a date such as 2026-06-30"
            ) from error
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: given in code, environment, the home's `warehouse.toml`."""
        given = init_settings().get("home") or os.environ.get("WAREHOUSE_HOME") or "data"
        file = Path(given) / SETTINGS_FILE
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file))


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` that are None are left to the environment and the file.

    Raises:
        UsageError: a setting is unknown or has a value that cannot be used.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise UsageError(_sentence(error)) from error
    except OSError as error:
        raise UsageError(f"Cannot read {SETTINGS_FILE}: {error}") from error
    return settings


def _minute(time: str) -> int:
    """Minutes since midnight of a time such as 09:30; 24:00 ends a day."""
    hour, colon, minute = time.partition(":")
    if not (colon and hour.isdigit() and minute.isdigit() and len(minute) == 2):
        raise ValueError(f"'{time}' is not a time such as 09:30")
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > 24 * 60:
        raise ValueError(f"'{time}' is not a time such as 09:30")
    return minutes


def _sentence(error: ValidationError) -> str:
    faults = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        where = f"{name} (WAREHOUSE_{name.upper()})" if name else SETTINGS_FILE
        faults.append(f"{where}: {message}")
    return "Setting not usable: " + "; ".join(faults)
