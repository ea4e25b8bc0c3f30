"""Google Ads report downloads, a few rows each, in the vendor's own forms."""

from pathlib import Path

ENGLISH = """Campaign report
"March 1, 2026 - March 2, 2026"
Day,Campaign status,Campaign,Campaign ID,Campaign type,Currency code,Impr.,Clicks,CTR,Cost,\
Conversions
2026-03-01,Enabled,Total Pottery,12345678901,Search,USD,"1,234",7,0.57%,12.34,1.00
2026-03-01,Enabled,"Cups, plates",12345678902,Display,USD,"10,500",88, --,"1,020.50",2.50
2026-03-02,Paused,"Cups, plates",12345678902,Display,USD,0,0, --,0.00,0.00
2026-03-02,Enabled,,12345678903,Search,USD,5,1, --,1.00,0.00
2026-03-02,Enabled,Bowls,12345678904,Search,USD,0,0, --, --, --
Total: Account, --, --, --, --,USD,"11,734",95,0.81%,"1,032.84",3.50
Total: Search, --, --, --, --,USD,"1,234",7,0.57%,12.34,1.00
Total: Campaigns, --, --, --, --,USD,"11,734",95,0.81%,"1,032.84",3.50
"""
# The same day again, as it is after late conversions, in "CSV (Excel)".
EXCEL = """Campaign report
March 2, 2026 - March 3, 2026
Day\tCampaign\tCampaign ID\tCampaign type\tDevice\tCurrency code\tImpr.\tClicks\tCost\tConversions
2026-03-02\tCups, plates\t12345678902\tDisplay\tComputers\tUSD\t900\t9\t4.50\t1.00
2026-03-02\tCups, plates\t12345678902\tDisplay\tMobile phones\tUSD\t100\t1\t0.50\t--
2026-03-03\tCups, plates\t12345678902\tDisplay\tComputers\tUSD\t10\t2\t2.25\t0.00
Total: Account\t --\t --\t --\t --\tUSD\t1,010\t12\t7.25\t1.00
"""
RANGE = """Campaign report
All time
Campaign status,Campaign,Budget,Campaign type,Impr.,Interactions,Avg. cost,Cost,Currency code
Enabled,Total Pottery,50.00,Search,"40,000",900,1.10,990.00,USD
Paused,Bowls,—,Search,—,—,—,—,USD
Total: Account, --, --, --,"40,000",900,1.10,990.00,USD
"""
FRENCH = """Rapport sur les campagnes
"1 mars 2026 - 2 mars 2026"
Jour;Campagne;Code de la devise;Coût;Impr.;Clics;Conversions
2026-03-01;Toitures;CAD;12,34;1\u202f234;7;1,00
2026-03-02;Toitures;CAD;1\u00a0020,50;10\u00a0500;88;2,50
Total\u00a0: compte;--;CAD;1\u00a0032,84;11\u00a0734;95;3,50
"""
GERMAN = """Kampagnenbericht
"1. März 2026 - 2. März 2026"
Tag,Kampagne,Währungscode,Kosten,Impr.,Klicks,Conversions
2026-03-01,Gesamtpaket,EUR,"1.234,56","12.345",120,"3,00"
2026-03-02,Gesamtpaket,EUR,"99,90",900,9,"0,50"
Gesamt: Konto,--,EUR,"1.334,46","13.245",129,"3,50"
"""


def write(folder: Path) -> None:
    """Reports by day in three languages, one of them again in UTF-16, and one of all time."""
    texts = {
        "Campaign report 2026-03-02.csv": ENGLISH.encode(),
        "Campaign report 2026-03-03.csv": b"\xff\xfe" + EXCEL.encode("utf-16-le"),
        "Campaign report all time.csv": RANGE.encode(),
        "Rapport sur les campagnes.csv": FRENCH.encode(),
        "Kampagnenbericht.csv": GERMAN.encode(),
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content)
