"""Settings, from the environment and from `warehouse.toml` in the warehouse's home.

The environment (`WAREHOUSE_<NAME>`) wins over the file, and a command-line option over both.
Secrets have no place in the file: they come from the environment only.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import tomllib
import zoneinfo
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args

from pydantic import (
    Field,
    FiniteFloat,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from warehouse.channel_settings import ChannelSettings
from warehouse.errors import UsageError

SETTINGS_FILE = "warehouse.toml"
_TIME_OF_DAY = r"^([01]\d|2[0-3]):[0-5]\d$"
_PREFIX = "WAREHOUSE_"
# Variables that are no settings: a password of `pull`, what dbt is told, what tests are told.
_NO_SETTINGS = {
    "PULL_PASSWORD",
    "BUILD_PATH",
    "BUILD_OPTIONS",
    "REQUIRE_BROWSER",
    "TEST_DATA",
    "DELTA_SEEDS",
}
# What Kubernetes tells containers of a service called warehouse, or warehouse-something.
_OF_A_SERVICE = re.compile(r"(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_\w+)?)")


class Settings(ChannelSettings):
    """Every setting of the warehouse. `docs/settings.md` describes each; a test holds that."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        extra="forbid",
        # a value that cannot be used may be a password
        hide_input_in_errors=True,
    )

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
    loyalty_point_value: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="What a loyalty point is worth in the reporting currency.",
    )
    attribution_window_days: int = Field(
        90,
        ge=1,
        description="Days of silence after which the journey of a customer is over.",
    )
    gross_margin: float | None = Field(
        None,
        gt=0,
        le=1,
        description="Share of revenue that is left after cost, where exports have no cost; none: "
        "return on investment is not known there.",
    )
    as_of: str = Field(
        "latest",
        description="What a build may see: `latest` (to the end of the newest day in the data), "
        "`today`, or a date such as 2026-06-30 (to its end).",
    )
    keep_published: int = Field(
        5, ge=1, description="How many published runs stay on disk for rollback."
    )
    retries: int = Field(
        2,
        ge=0,
        description="How often a step is tried again after a fault that may pass by itself.",
    )
    retry_wait_seconds: float = Field(
        30,
        ge=0,
        le=86_400,
        description="Seconds before the first such try; each further one waits double.",
    )
    longest_run_hours: float = Field(
        12,
        gt=0,
        le=24 * 366,
        description="Hours after which a run that has not ended is stuck, and is ended hard.",
    )
    keep_backups: int = Field(
        1, ge=0, description="How many backups of the build stay on disk; 0 makes none."
    )
    show_names: bool = Field(
        default=False,
        description="Whether dashboards may show names, where they can open `restricted.duckdb`.",
    )
    kpi_targets: dict[str, FiniteFloat] = Field(
        default_factory=dict,
        description="What a month is to bring, by number of the overview, such as "
        "`{ net_revenue = 50000, win_rate = 0.4 }`; a rate is its own target.",
    )
    memory_limit: str = Field(
        "4GB", description="Memory the writer may use before DuckDB spills to disk."
    )
    sql_timeout_seconds: float = Field(
        30, gt=0, le=3600, description="Seconds after which a query of the SQL page is ended."
    )
    sql_row_limit: int = Field(
        10_000, ge=1, le=1_000_000, description="Rows after which its result is cut."
    )
    night_at: str = Field(
        "04:15",
        pattern=_TIME_OF_DAY,
        description="When a schedule starts the night, in the business time zone.",
    )
    night_deadline: str = Field(
        "07:00",
        pattern=_TIME_OF_DAY,
        description="By when the night is to have published, in the business time zone.",
    )

    @field_validator("home", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or cls.model_fields["home"].default

    @field_validator("memory_limit")
    @classmethod
    def _memory_that_duckdb_takes(cls, value: str) -> str:
        from warehouse.database import is_memory_size  # noqa: PLC0415 - only where one is set

        if not is_memory_size(value):
            raise ValueError(f"'{value}' is no size of memory such as 4GB")
        return value

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
        "loyalty_point_value",
        "gross_margin",
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

    @field_validator("as_of", mode="before")
    @classmethod
    def _day_of_a_file(cls, value: object) -> object:
        # TOML has days of its own, without quotes
        return value.isoformat() if type(value) is dt.date else value

    @field_validator("as_of")
    @classmethod
    def _known_as_of(cls, value: str) -> str:
        if value in {"latest", "today"}:
            return value
        try:
            return dt.date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise ValueError(
                f"'{value}' is neither latest, today nor a date such as 2026-06-30"
            ) from error

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
        file = _SettingsFile(settings_cls, Path(given) / SETTINGS_FILE)
        if told := sorted(_secrets(settings_cls) & file.toml_data.keys()):
            raise UsageError(
                f"{SETTINGS_FILE} holds {', '.join(told)}, and secrets have no place in a file: "
                f"take it out and set WAREHOUSE_{told[0].upper()} in the environment."
            )
        if "home" in file.toml_data:
            raise UsageError(
                f"{SETTINGS_FILE} lies in the home and cannot say where that is: take home out of "
                "it, and give --home or set WAREHOUSE_HOME."
            )
        return (init_settings, env_settings, file)


class _SettingsFile(TomlConfigSettingsSource):
    """The file as editors save it, also with a byte order mark."""

    def _read_file(self, file_path: Path | Traversable) -> dict[str, Any]:
        try:
            return tomllib.loads(file_path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise UsageError(f"{SETTINGS_FILE} is not UTF-8 text: save it as UTF-8.") from error


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` that are None are left to the environment and the file.

    Raises:
        UsageError: a setting is unknown or has a value that cannot be used.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    _refuse_unknown_variables()
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise UsageError(_sentence(error)) from error
    except OSError as error:
        raise UsageError(f"Cannot read {SETTINGS_FILE}: {error}") from error
    return settings


def _refuse_unknown_variables() -> None:
    """Stop where a variable would be passed over. Its value is not repeated: it may be a secret."""
    settings = {name.upper() for name in Settings.model_fields}
    for variable in sorted(os.environ):
        name = variable.upper().removeprefix(_PREFIX)
        is_of_a_service = _OF_A_SERVICE.fullmatch(name)
        if name not in {variable.upper(), *settings, *_NO_SETTINGS} and not is_of_a_service:
            raise UsageError(
                f"Setting not usable: there is no {variable}"
                f"{_meant(name, settings | _NO_SETTINGS, _PREFIX)}."
            )


def _meant(name: str, known: set[str], prefix: str = "") -> str:
    close = difflib.get_close_matches(name, sorted(known))
    return f" (close to it: {', '.join(prefix + one for one in close)})" if close else ""


def _secrets(settings: type[BaseSettings]) -> set[str]:
    """The settings that come from the environment only."""
    return {
        name
        for name, field in settings.model_fields.items()
        if SecretStr in get_args(field.annotation)
    }


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
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, SettingsError) and (field := re.search(r'field "(\w+)"', message)):
            # only the environment has values that are to be parsed
            name, message = field[1], "cannot be read as JSON"
        if fault["type"] == "extra_forbidden":
            known = _meant(name, set(Settings.model_fields))
            faults.append(f"{SETTINGS_FILE}: there is no {name}{known}")
        elif name:
            faults.append(f"{name} ({_PREFIX}{name.upper()}): {message}")
        elif isinstance(cause, tomllib.TOMLDecodeError):
            faults.append(f"{SETTINGS_FILE}: {message}")
        else:
            faults.append(message)
    return "Setting not usable: " + "; ".join(faults)
