"""What columns of vendors mean: dates as reports write them, rates, names, stages of one's own."""

import datetime as dt
import hashlib
from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    land_files,
    new_home,
)
from warehouse.home import Home

pytestmark = pytest.mark.slow

TIME = dt.datetime.fromisoformat

# source file and export of a shop and of Salesforce's reports, with days and months of one digit
WRITTEN = {
    "uk": (
        "source: uk\nmaps_to: template\ndate_order: day_first\n"
        "tables:\n  orders: {files: ['orders*']}\n",
        "orders.csv",
        "order_id,customer_id,ordered_at,gross_amount\n"
        "O1,C1,15/3/2026,100\n"
        "O2,C2,6/1/2026,50\n"
        'O3,C2,"6/2/2026, 21:30",50\n'
        'O4,C2,"6/2/2026 , 21:30:15",50\n',
    ),
    "us": (
        "source: us\nmaps_to: salesforce\ndate_order: month_first\n"
        "tables:\n  cases: {files: ['report*']}\n",
        "report.csv",
        "Case ID,Subject,Status,Date/Time Opened\n"
        '500000000000001AAA,Leak,New,"3/15/2026, 9:30 PM"\n'
        '500000000000002AAA,Leak,New,"3/4/2026, 12:05 AM"\n'
        '500000000000003AAA,Leak,New,"Mar 15, 2026, 9:30 PM"\n'
        '500000000000004AAA,Leak,New,"1/1/1900, 12:00 AM"\n'
        '500000000000005AAA,Leak,New,"3/15/2026, 9:30\u202fPM"\n',
    ),
    # an export that a German and a Spanish spreadsheet have saved again
    "saved": (
        "source: saved\nmaps_to: salesforce\ntables:\n  opportunities: {files: ['Opportunity*']}\n",
        "Opportunity.csv",
        "Id,Name,IsDeleted,StageName,IsClosed,IsWon,CreatedDate,CloseDate\n"
        "006000000000001AAA,A,FALSCH,Signed,WAHR,WAHR,2026-01-05 10:00:00,2026-02-05\n"
        "006000000000002AAA,B,WAHR,Signed,WAHR,WAHR,2026-01-05 10:00:00,2026-02-05\n"
        "006000000000003AAA,C,FALSO,Gone,VERDADERO,FALSO,2026-01-05 10:00:00,2026-02-05\n",
    ),
    # Chinese and Spanish clocks, years first with points, offsets without minutes or seconds
    "forms": (
        "source: forms\nmaps_to: template\ntime_zone: Asia/Shanghai\n"
        "tables:\n  orders: {files: ['orders*']}\n",
        "orders.csv",
        "order_id,customer_id,ordered_at,gross_amount\n"
        "O1,C1,2026-3-1 下午3:05,1\n"
        "O10,C1,2026年3月1日15:05,1\n"
        "O2,C1,2026/3/1 上午9:05,1\n"
        "O3,C1,2026年3月1日下午3:05:06,1\n"
        "O4,C1,2026.3.1,1\n"
        "O5,C1,2026.03.01 15:05,1\n"
        "O6,C1,13/03/2026 3:05 p.\u00a0m.,1\n"
        "O7,C1,2026-03-01T15:05Z,1\n"
        "O8,C1,2026-03-01 15:05:00 +08,1\n"
        "O9,C1,13-Mar-26,1\n",
    ),
    # with the day of the week, as spreadsheets and mail write it
    "weekdays": (
        "source: weekdays\nmaps_to: template\ntables:\n  orders: {files: ['orders*']}\n",
        "orders.csv",
        "order_id,customer_id,ordered_at,gross_amount\n"
        'O1,C1,"Sunday, March 1, 2026",1\n'
        'O2,C1,"Mon, 2 Mar 2026 9:05 PM",1\n'
        'O3,C1,"Tuesday, March 3, 2026 9:05 AM",1\n'
        "O4,C1,2026年3月4日 星期三,1\n"
        "O5,C1,2026年3月1日星期日 15:05,1\n"
        "O6,C1,2026-03-06 星期五,1\n"
        "O7,C1,2026/3/14 (周六) 9:05,1\n"
        "O8,C1,27 Sept 2025,1\n"
        "O9,C1,18 March 2026 at 10:05,1\n"
        "O10,C1,1 September 2025,1\n",
    ),
    # as CRMs write dates for users of other languages
    "languages": (
        "source: languages\nmaps_to: template\ntwo_digit_years_from: 1970\n"
        "tables:\n  orders: {files: ['orders*']}\n",
        "orders.csv",
        "order_id,customer_id,ordered_at,gross_amount\n"
        'O1,C1,"Donnerstag, 5. März 2026 um 15:05 Uhr",1\n'
        "O2,C1,jeudi 5 mars 2026 à 15h05,1\n"
        "O3,C1,5 de marzo de 2026 a las 15:05,1\n"
        "O4,C1,quinta-feira 5 de março de 2026,1\n"
        "O5,C1,5 mag 2026 3:05 p. m.,1\n"
        "O6,C1,5 mrt. 2026 om 15:05,1\n"
        "O7,C1,13-Mrz-26,1\n"
        "O8,C1,2026. 3. 5. 오후 3:05,1\n"
        "O9,C1,2026년 3월 5일 (목),1\n"
        "O10,C1,2026年3月5日(木) 15時05分,1\n"
        "O11,C1,２０２６／０３／０５ １５：０５,1\n",
    ),
    "births": (
        "source: births\nmaps_to: template\ntables:\n  customers: {files: ['customers*']}\n",
        "customers.csv",
        "customer_id,customer_name,birth_date\n"
        "C1,Ann,5. Mai 1980\nC2,Bea,1 de dezembro de 1981\nC3,Cleo,1982年7月1日\n"
        "C4,Di,1983-02-28\nC5,Eve,1984. 2. 29.\n",
    ),
    # an order cancelled in several languages, and by a word that nobody knows
    "statuses": (
        "source: statuses\nmaps_to: template\ntables:\n  orders: {files: ['orders*']}\n",
        "orders.csv",
        "order_id,customer_id,ordered_at,gross_amount,status\n"
        "O1,C1,2026-03-01,1,Storniert\n"
        "O2,C1,2026-03-01,1,已取消\n"
        "O3,C1,2026-03-01,1,CANCELADA\n"
        "O4,C1,2026-03-01,1,Annulé\n"
        "O5,C1,2026-03-01,1,Cancelled by customer\n"
        "O6,C1,2026-03-01,1,paid\n",
    ),
    "short_years": (
        "source: short_years\nmaps_to: template\ntwo_digit_years_from: 1970\n"
        "tables:\n  orders: {files: ['orders*']}\n",
        "orders.csv",
        "order_id,customer_id,ordered_at,gross_amount\n"
        "O1,C1,13-Mar-26,1\n"
        'O2,C1,"Mar 13, 98",1\n'
        'O3,C1,"Mar 13, 2026 3:05 PM",1\n',
    ),
}


RANGE = ["range_start_date", "range_end_date"]


def land_reports(home: Home) -> None:
    for name, (source, file, text) in WRITTEN.items():
        folder = home.root / name
        folder.mkdir()
        (folder / "source.yml").write_text(source, "utf-8")
        (folder / file).write_text(text, "utf-8")
        land_files(home, folder / "source.yml", folder / file)


def add_dynamics(home: Home) -> None:
    add_source(home, "dynamics", staging="dynamics", currency="USD")
    tables = {
        "accounts": [
            {"account_id": "a1", "account_name": "Contoso"},
            {"account_id": "a2", "account_name": "Kim Lo"},
        ],
        "contacts": [
            {"contact_id": "c1", "full_name": "Gus Hart", "email": "gus@hart.example"},
            {"contact_id": "c2", "full_name": "Kim Lo"},
            {"contact_id": "c3", "full_name": "Ann Twin"},
            {"contact_id": "c4", "full_name": "Ann Twin", "account_name": "Contoso"},
        ],
        "leads": [
            {"lead_id": "l1", "full_name": "Bo Ray", "topic": "Pumps", "status": "Qualified"},
            {"lead_id": "l2", "full_name": "Di Fox", "status": "Qualified",
             "opportunity_name": "Valve deal"},
            {"lead_id": "l3", "full_name": "Al Two", "status": "Open"},
            {"lead_id": "l4", "full_name": "Al Two", "status": "Open"},
        ],
        "opportunities": [
            {"opportunity_id": "o1", "opportunity_name": "Pump deal", "account_name": "Contoso",
             "lead_name": "bo ray", "amount": "1000", "currency": "Euro",
             "exchange_rate": "0.8500000000"},
            {"opportunity_id": "o2", "opportunity_name": "Valve deal", "account_name": "Gus Hart",
             "amount": "10", "exchange_rate": "1"},
            {"opportunity_id": "o3", "opportunity_name": "Ship", "account_name": "Kim Lo",
             "lead_name": "Al Two"},
            {"opportunity_id": "o4", "opportunity_name": "Boat", "account_name": "Ann Twin"},
        ],
        "cases": [{"case_id": "k1", "case_title": "Leak", "account_name": "Gus Hart"}],
    }  # fmt: skip
    for table, rows in tables.items():
        created = [{"created_at": "2026-05-01 10:00:00"} | row for row in rows]
        add_rows(home, "dynamics", table, created, staging="dynamics")


def add_orders_of_fxiaoke(home: Home) -> None:
    add_source(home, "fxiaoke", staging="fxiaoke", currency="CNY", time_zone="Asia/Shanghai")
    dates = [
        {"ordered_at": "2026-03-03", "signed_date": "2026-03-05", "created_at": "2026-03-06 09:30"},
        {"signed_date": "2026-03-05", "created_at": "2026-03-04 09:30"},
        {"created_at": "2026-03-04 05:30"},
        {},
    ]
    orders = [
        {"order_id": f"SO{n}", "account_name": "蓝海", "order_amount": "100"} | row
        for n, row in enumerate(dates, 1)
    ]
    add_rows(home, "fxiaoke", "orders", orders, staging="fxiaoke")


def add_deals(home: Home) -> None:
    """Won on 11 February, at a stage of one's own and at the vendor's; and lost at another."""
    deals = {"d1": "Signed", "d2": "Closed Won", "d3": "Gone"}
    add_source(home, "salesforce", staging="salesforce")
    opportunities = [
        {"opportunity_id": key, "stage": stage, "amount": "50", "is_closed": "1",
         "is_won": str(int(stage != "Gone")), "created_at": "2026-01-03 11:00:00",
         "closing_date": "2026-02-11"}
        for key, stage in deals.items()
    ]  # fmt: skip
    add_rows(home, "salesforce", "opportunities", opportunities, staging="salesforce")
    add_source(home, "hubspot", staging="hubspot")
    hubspot = [
        {"deal_id": key, "stage": stage, "pipeline": "P", "amount": "50",
         "is_closed_won": str(stage != "Gone").lower(),
         "is_closed_lost": str(stage == "Gone").lower(),
         "created_at": "2026-01-03 11:00:00", "closing_at": "2026-02-11 10:00:00"}
        for key, stage in deals.items()
    ]  # fmt: skip
    # stages alone, in the language of the account, with the pipeline behind them
    hubspot += [
        {"deal_id": f"s{number}", "stage": stage, "amount": "7", "created_at": "2026-03-01 11:00",
         "closing_at": "2026-03-11 10:00"}
        for number, stage in enumerate(HUBSPOT_STAGES)
    ]  # fmt: skip
    add_rows(home, "hubspot", "deals", hubspot, staging="hubspot")


HUBSPOT_STAGES = {
    "Cierre ganado (Ventas)": ("Cierre ganado", "won", "Ventas"),
    "Abgeschlossen und verloren (Vertrieb (DACH))": (
        "Abgeschlossen und verloren", "lost", "Vertrieb (DACH)",
    ),
    "Fermé gagné": ("Fermé gagné", "won", None),
    "Contrat envoyé (Pipeline de vente)": ("Contrat envoyé", "open", "Pipeline de vente"),
    "Fechado ganho (Vendas)": ("Fechado ganho", "won", "Vendas"),
}  # fmt: skip


def add_reports_of_renamed_campaigns(home: Home) -> None:
    """Two days' reports of the same days; of a campaign without an id nothing says that it was."""
    for staging, day in (("google_ads", ["spend_date"]), ("meta_ads", RANGE)):
        add_source(home, staging, staging=staging, currency="USD")
        amount = "cost" if staging == "google_ads" else "amount_spent"
        for date, name in ((1, "Spring"), (2, "Spring sale")):
            named = [("11", name, "10"), ("11", name, "2"), ("12", "Brand", "5"), (None, name, "7")]
            rows = [
                {"campaign_id": key, "campaign_name": called, amount: spent}
                | dict.fromkeys(day, "2026-05-01")
                for key, called, spent in named
            ]
            # the newer report writes its days in another form
            if date == 2:
                rows[:3] = [row | dict.fromkeys(day, "2026/5/1") for row in rows[:3]]
            loaded = TIME(f"2026-06-0{date}T04:00")
            file = f"report_{date}.csv"
            add_rows(home, staging, "campaign_days", rows, staging=staging, file=file,
                     loaded_at=loaded)  # fmt: skip


def add_reports_saved_again(home: Home) -> None:
    """The same campaign and day, of which a spreadsheet has written the days anew."""
    add_source(home, "shop", date_order="month_first")
    add_source(home, "ads", staging="google_ads", date_order="month_first")
    for number, day in enumerate(["2026-05-01", "5/1/2026"], 1):
        loaded = TIME(f"2026-06-0{number}T04:00")
        rows = [{"campaign_id": "K1", "spend_date": day, "amount": "10"}]
        add_rows(home, "shop", "campaign_spend", rows, file=f"s_{number}.csv", loaded_at=loaded)
        rows = [{"campaign_name": "Spring", "spend_date": day, "cost": "10"}]
        add_rows(home, "ads", "campaign_days", rows, staging="google_ads",
                 file=f"ads_{number}.csv", loaded_at=loaded)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Home, dict[str, str]]:
    """All of it in one warehouse, built with every test and rule."""
    home = new_home(tmp_path_factory.mktemp("meanings") / "home")
    land_reports(home)
    add_dynamics(home)
    add_orders_of_fxiaoke(home)
    add_deals(home)
    add_reports_of_renamed_campaigns(home)
    add_reports_saved_again(home)
    months = ["2026-05", "2026/5", "2026年5月", "2026-05-17"]
    months += ["202605", "5/2026", "05.2026", "May 2026", "Mai 2026", "mayo de 2026", "2026년 5월"]
    quotas = [
        {"employee_id": f"E{n}", "month": month, "amount": "100"} for n, month in enumerate(months)
    ]
    quotas += [{"employee_id": "Bob", "month": month, "amount": "7"} for month in months]
    add_rows(home, "shop", "quotas", quotas)
    raised = [
        {"employee_id": "E1", "month": "2026-05", "amount": "150"},
        {"employee_id": "bob ", "month": "2026 May", "amount": "9"},
        {"employee_id": "bob ", "month": "2026-5", "amount": "8"},
    ]
    add_rows(
        home, "shop", "quotas", raised, file="later.csv", loaded_at=TIME("2026-06-02T04:00:00")
    )
    return home, build(home, reporting_currency="USD")


class TestDates:
    def test_days_and_months_of_one_digit_are_read_in_the_declared_order(self, built):
        home, _ = built
        assert ask(
            home,
            "select source_id, ordered_at::varchar, order_date::varchar from core.fct_order"
            " where source_system = 'uk' order by source_id",
        ) == [
            ("O1", None, "2026-03-15"),
            ("O2", None, "2026-01-06"),
            ("O3", "2026-02-06 21:30:00", "2026-02-06"),
            ("O4", "2026-02-06 21:30:15", "2026-02-06"),
        ]

    def test_a_comma_may_stand_before_the_time(self, built):
        home, ended = built
        assert ask(
            home,
            "select opened_at from core.fct_ticket where source_system = 'us' order by source_id",
        ) == [
            (TIME("2026-03-15T21:30"),),
            (TIME("2026-03-04T00:05"),),
            (TIME("2026-03-15T21:30"),),
            (None,),
            (TIME("2026-03-15T21:30"),),
        ]
        # one of them is a day that programs write for none
        assert ended["assert_dates_are_readable"] == "warn"

    def test_clocks_points_and_offsets_as_programs_of_other_languages_write_them(self, built):
        home, _ = built
        assert ask(
            home,
            "select source_id, ordered_at::varchar, order_date::varchar from core.fct_order"
            " where source_system = 'forms' order by source_id",
        ) == [
            ("O1", "2026-03-01 07:05:00", "2026-03-01"),
            ("O10", "2026-03-01 07:05:00", "2026-03-01"),
            ("O2", "2026-03-01 01:05:00", "2026-03-01"),
            ("O3", "2026-03-01 07:05:06", "2026-03-01"),
            ("O4", None, "2026-03-01"),
            ("O5", "2026-03-01 07:05:00", "2026-03-01"),
            ("O6", "2026-03-13 07:05:00", "2026-03-13"),
            ("O7", "2026-03-01 15:05:00", "2026-03-01"),
            ("O8", "2026-03-01 07:05:00", "2026-03-01"),
            ("O9", None, None),
        ]

    def test_an_order_is_cancelled_in_every_language_or_its_word_is_told(self, built):
        home, ended = built
        assert ask(
            home,
            "select string_agg(source_id, ' ' order by source_id) from core.fct_order"
            " where source_system = 'statuses' and not is_cancelled",
        ) == [("O5 O6",)]
        assert ended["assert_words_are_mapped"] == "warn"

    def test_two_digits_behind_a_months_name_are_a_year_of_the_declared_hundred(self, built):
        home, _ = built
        assert ask(
            home,
            "select source_id, order_date::varchar from core.fct_order"
            " where source_system = 'short_years' order by source_id",
        ) == [("O1", "2026-03-13"), ("O2", "1998-03-13"), ("O3", "2026-03-13")]

    def test_the_day_of_the_week_beside_a_date_does_not_hide_it(self, built):
        home, _ = built
        assert ask(
            home,
            "select source_id, ordered_at::varchar, order_date::varchar from core.fct_order"
            " where source_system = 'weekdays' order by source_id",
        ) == [
            ("O1", None, "2026-03-01"),
            ("O10", None, "2025-09-01"),
            ("O2", "2026-03-02 21:05:00", "2026-03-02"),
            ("O3", "2026-03-03 09:05:00", "2026-03-03"),
            ("O4", None, "2026-03-04"),
            ("O5", "2026-03-01 15:05:00", "2026-03-01"),
            ("O6", None, "2026-03-06"),
            ("O7", "2026-03-14 09:05:00", "2026-03-14"),
            ("O8", None, "2025-09-27"),
            ("O9", "2026-03-18 10:05:00", "2026-03-18"),
        ]

    def test_dates_of_other_languages(self, built):
        home, _ = built
        assert ask(
            home,
            "select source_id, ordered_at::varchar, order_date::varchar from core.fct_order"
            " where source_system = 'languages' order by source_id",
        ) == [
            ("O1", "2026-03-05 15:05:00", "2026-03-05"),
            ("O10", "2026-03-05 15:05:00", "2026-03-05"),
            ("O11", "2026-03-05 15:05:00", "2026-03-05"),
            ("O2", "2026-03-05 15:05:00", "2026-03-05"),
            ("O3", "2026-03-05 15:05:00", "2026-03-05"),
            ("O4", None, "2026-03-05"),
            ("O5", "2026-05-05 15:05:00", "2026-05-05"),
            ("O6", "2026-03-05 15:05:00", "2026-03-05"),
            ("O7", None, "2026-03-13"),
            ("O8", "2026-03-05 15:05:00", "2026-03-05"),
            ("O9", None, "2026-03-05"),
        ]
        births = ask(
            home,
            "select birth_date::varchar from staging.stg_template__customers"
            " where source_system = 'births' order by source_id",
        )
        assert [birth for (birth,) in births] == [
            *("1980-05-05", "1981-12-01", "1982-07-01", "1983-02-28", "1984-02-29")
        ]

    def test_an_order_without_its_own_date_is_of_the_day_it_was_signed_or_entered(self, built):
        home, ended = built
        assert ask(
            home,
            "select source_id, ordered_at::varchar, order_date::varchar from core.fct_order"
            " where source_system = 'fxiaoke' order by source_id",
        ) == [
            ("SO1", None, "2026-03-03"),
            ("SO2", None, "2026-03-05"),
            ("SO3", "2026-03-03 21:30:00", "2026-03-03"),
            ("SO4", None, None),
        ]
        assert ended["assert_orders_have_a_date"] == "warn"


def test_yes_and_no_of_a_spreadsheet_in_another_language(built):
    home, _ = built
    assert ask(
        home,
        "select source_id, category from core.fct_opportunity where source_system = 'saved'"
        " order by source_id",
    ) == [("006000000000001AAA", "won"), ("006000000000003AAA", "lost")]


@pytest.mark.parametrize("source_system", ["google_ads", "meta_ads"])
def test_a_campaign_that_was_renamed_has_spent_once(built, source_system):
    home, _ = built
    assert ask(
        home,
        "select min(campaign_name), sum(amount) from core.fct_campaign_spend"
        " inner join core.dim_campaign using (campaign_id)"
        " where fct_campaign_spend.source_system = ? group by campaign_id order by all",
        source_system,
    ) == [("Brand", 5), ("Spring", 7), ("Spring sale", 7), ("Spring sale", 12)]


def test_a_day_that_is_written_in_another_form_counts_once(built):
    home, _ = built
    assert ask(
        home,
        "select source_system, sum(amount) from core.fct_campaign_spend"
        " where source_system in ('shop', 'ads') group by all order by all",
    ) == [("ads", 10), ("shop", 10)]


def test_a_quota_is_of_its_month_however_that_is_written(built):
    home, ended = built
    assert ask(
        home,
        "select month::varchar, count(*), sum(amount)::integer from staging.stg_template__quotas"
        " group by all order by 1",
    ) == [("2026-05-01", 12, 1158), (None, 1, 9)]
    assert ended["assert_quotas_count_once"] == "pass"


class TestDynamics:
    def test_its_rate_is_units_of_the_currency_for_one_of_the_home_currency(self, built):
        home, _ = built
        assert ask(
            home,
            "select amount, source_amount, currency from core.fct_opportunity"
            " where source_system = 'dynamics' and source_id = 'o1'",
        ) == [(Decimal("1176.47"), Decimal(1000), "EUR")]

    def test_a_customer_that_is_a_contact_is_that_contact(self, built):
        home, _ = built
        gus = ask_one(
            home,
            "select customer_id from core.customer_identity"
            " where source_system = 'dynamics' and source_table = 'contacts' and source_id = 'c1'",
        )
        assert ask(
            home,
            "select source_id from core.fct_opportunity where customer_id = ?"
            " union all select source_id from core.fct_ticket where customer_id = ? order by 1",
            gus,
            gus,
        ) == [("k1",), ("o2",)]
        # the account wins where there is one of the name, and of two contacts it is neither
        assert ask(
            home,
            "select o.source_id, i.source_table, i.source_id as record"
            " from core.fct_opportunity as o"
            " inner join core.customer_identity as i on o.customer_id = i.record_id"
            " where o.source_system = 'dynamics' and o.source_id in ('o3', 'o4') order by 1",
        ) == [
            ("o3", "accounts", "a2"),
            ("o4", "accounts", f"name:{hashlib.md5(b'ann twin').hexdigest()}"),
        ]

    def test_lead_and_opportunity_find_each_other_by_name_and_count_once(self, built):
        home, _ = built
        assert ask(
            home,
            "select opportunity.source_id, lead.source_id from core.fct_opportunity as opportunity"
            " left join core.fct_lead as lead using (lead_id)"
            " where opportunity.source_system = 'dynamics' order by 1",
        ) == [("o1", "l1"), ("o2", "l2"), ("o3", None), ("o4", None)]
        assert (
            ask_one(
                home,
                "select count(*) from marts.sales_funnel_entry where source_system = 'dynamics'",
            )
            == 6
        )
        # whom the opportunity is sold to is the lead's customer
        assert ask(
            home,
            "select count(distinct customer_id) from core.customer_identity"
            " where source_system = 'dynamics' and source_id in ('a1', 'l1')",
        ) == [(1,)]


def test_stages_of_hubspot_are_known_in_the_language_of_the_account(built):
    home, _ = built
    found = ask(
        home,
        "select deal.source_id, deal.stage, deal.category, stage.pipeline"
        " from core.fct_opportunity as deal join core.dim_sales_stage as stage using (stage_id)"
        " where deal.source_system = 'hubspot' and deal.source_id like 's%' order by all",
    )
    assert found == [
        (f"s{number}", *expected) for number, expected in enumerate(HUBSPOT_STAGES.values())
    ]


@pytest.mark.parametrize("source_system", ["salesforce", "hubspot"])
def test_a_deal_at_a_closed_stage_of_ones_own_was_open_until_it_was_closed(built, source_system):
    home, _ = built
    for key, category in (("d1", "won"), ("d2", "won"), ("d3", "lost")):
        assert ask(
            home,
            "select category, valid_from::date::varchar from core.fct_opportunity_history"
            " where source_system = ? and source_id = ? order by valid_from",
            source_system,
            key,
        ) == [("open", "2026-01-03"), (category, "2026-02-11")]
    assert ask(
        home,
        "select sum(open_count) from marts.pipeline_daily"
        " where source_system = ? and day in ('2026-01-20', '2026-02-10', '2026-02-12')"
        " group by day order by day",
        source_system,
    ) == [(3,), (3,)]
