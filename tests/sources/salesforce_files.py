"""A Salesforce Data Export in two parts, and two reports, a few made-up rows each."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]

NO_LOOKUP = "000000000000000AAA"
AUDIT = "CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp"
BILLING = (
    "BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry,BillingLatitude,"
    "BillingLongitude,BillingGeocodeAccuracy"
)
SHIPPING = BILLING.replace("Billing", "Shipping")
HEADERS = {
    "Account": f"Id,IsDeleted,MasterRecordId,Name,Type,ParentId,{BILLING},{SHIPPING},Phone,Fax,"
    "AccountNumber,Website,Sic,Industry,AnnualRevenue,NumberOfEmployees,Ownership,TickerSymbol,"
    f"Description,Rating,Site,OwnerId,{AUDIT},LastActivityDate,Jigsaw,JigsawCompanyId,CleanStatus,"
    "AccountSource,DunsNumber,Tradestyle,NaicsCode,NaicsDesc,YearStarted,SicDesc,DandbCompanyId,"
    "OperatingHoursId,CustomerPriority__c",
    "Contact": f"Id,IsDeleted,MasterRecordId,AccountId,Salutation,FirstName,LastName,"
    f"{BILLING.replace('Billing', 'Mailing')},Phone,Fax,MobilePhone,HomePhone,OtherPhone,"
    "AssistantPhone,ReportsToId,Email,Title,Department,AssistantName,LeadSource,Birthdate,"
    f"Description,OwnerId,HasOptedOutOfEmail,HasOptedOutOfFax,DoNotCall,{AUDIT},LastActivityDate,"
    "EmailBouncedReason,EmailBouncedDate,Jigsaw,CleanStatus,IndividualId,Pronouns,GenderIdentity",
    "Lead": "Id,IsDeleted,MasterRecordId,Salutation,FirstName,LastName,Title,Company,Street,City,"
    "State,PostalCode,Country,Latitude,Longitude,GeocodeAccuracy,Phone,MobilePhone,Fax,Email,"
    "Website,Description,LeadSource,Status,Industry,Rating,AnnualRevenue,NumberOfEmployees,OwnerId,"
    "HasOptedOutOfEmail,IsConverted,ConvertedDate,ConvertedAccountId,ConvertedContactId,"
    f"ConvertedOpportunityId,IsUnreadByOwner,{AUDIT},LastActivityDate,DoNotCall",
    "Opportunity": "Id,IsDeleted,AccountId,IsPrivate,Name,Description,StageName,StageSortOrder,"
    "Amount,Probability,ExpectedRevenue,TotalOpportunityQuantity,CloseDate,Type,NextStep,"
    "LeadSource,IsClosed,IsWon,ForecastCategory,ForecastCategoryName,CampaignId,"
    f"HasOpportunityLineItem,Pricebook2Id,OwnerId,{AUDIT},LastActivityDate,LastStageChangeDate,"
    "FiscalYear,FiscalQuarter,ContactId",
    "OpportunityHistory": "Id,OpportunityId,CreatedById,CreatedDate,CreatedDateForInsert,StageName,"
    "Amount,ExpectedRevenue,CloseDate,Probability,FromForecastCategory,ForecastCategory,"
    "PrevForecastUpdate,FromOpportunityStageName,PrevOpportunityStageUpdate,ValidThroughDate,"
    "SystemModstamp,IsDeleted,PrevAmount,PrevCloseDate",
    "OpportunityFieldHistory": "Id,IsDeleted,OpportunityId,CreatedById,CreatedDate,Field,DataType,"
    "OldValue,NewValue",
    "OpportunityLineItem": "Id,OpportunityId,SortOrder,PricebookEntryId,Product2Id,ProductCode,"
    f"Name,Quantity,TotalPrice,UnitPrice,ListPrice,Discount,ServiceDate,Description,{AUDIT},"
    "IsDeleted",
    "Case": "Id,IsDeleted,MasterRecordId,CaseNumber,ContactId,AccountId,AssetId,ProductId,ParentId,"
    "SuppliedName,SuppliedEmail,Type,Status,Reason,Origin,Subject,Priority,Description,IsClosed,"
    f"ClosedDate,IsEscalated,OwnerId,IsClosedOnCreate,{AUDIT}",
    "CaseHistory2": "Id,CaseId,OwnerId,Status,PreviousUpdate,LastModifiedDate,LastModifiedById,"
    "IsDeleted,SystemModstamp",
    "Campaign": "Id,IsDeleted,Name,ParentId,Type,Status,StartDate,EndDate,ExpectedRevenue,"
    f"BudgetedCost,ActualCost,NumberSent,IsActive,Description,OwnerId,{AUDIT}",
    "CampaignMember": "Id,IsDeleted,CampaignId,LeadId,ContactId,Status,HasResponded,"
    f"FirstRespondedDate,{AUDIT}",
    "Product2": f"Id,Name,ProductCode,Description,IsActive,{AUDIT},Family,ExternalId,IsDeleted,"
    "IsArchived,StockKeepingUnit",
    "PricebookEntry": f"Id,Pricebook2Id,Product2Id,UnitPrice,IsActive,UseStandardPrice,{AUDIT},"
    "IsDeleted,IsArchived",
    "User": "Id,Username,FirstName,LastName,Division,Department,Title,Email,IsActive,"
    f"TimeZoneSidKey,UserRoleId,ManagerId,LastLoginDate,{AUDIT}",
    "UserRole": "Id,Name,ParentRoleId,RollupDescription,LastModifiedDate,LastModifiedById",
    "Task": "Id,WhoId,WhatId,WhoCount,WhatCount,Subject,ActivityDate,Status,Priority,"
    f"IsHighPriority,OwnerId,Description,IsDeleted,AccountId,IsClosed,{AUDIT},IsArchived,"
    "CallDurationInSeconds,CallType,CallDisposition,TaskSubtype,CompletedDateTime",
    "Event": "Id,WhoId,WhatId,Subject,Location,IsAllDayEvent,ActivityDateTime,ActivityDate,"
    "DurationInMinutes,StartDateTime,EndDateTime,Description,AccountId,OwnerId,ShowAs,IsDeleted,"
    f"{AUDIT},EventSubtype",
    "Order": "Id,OwnerId,ContractId,AccountId,Pricebook2Id,OriginalOrderId,EffectiveDate,EndDate,"
    f"IsReductionOrder,Status,StatusCode,Description,Type,{BILLING},TotalAmount,OrderNumber,"
    f"{AUDIT},IsDeleted",
}


def long_id(short: str) -> str:
    """The 18-character form of a 15-character id: three letters for which of it are capitals."""
    suffix = ""
    for start in (0, 5, 10):
        bits = (letter.isupper() << at for at, letter in enumerate(short[start : start + 5]))
        suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[sum(bits)]
    return short + suffix


def short(prefix: str, number: int) -> str:
    """A 15-character id of an object whose ids begin with `prefix`."""
    return f"{prefix}Ab00000zQ{number:03d}"


def key(prefix: str, number: int) -> str:
    """An 18-character id."""
    return long_id(short(prefix, number))


# Two ids that only capitals tell apart, and one that spreadsheets take for a number.
LOWER, UPPER = long_id("001Ab00000zQabc"), long_id("001Ab00000zQaBc")
NUMERIC = long_id("001E00000000123")
OWNER, LEADER = key("005", 1), key("005", 2)

FIRST_PART: dict[str, list[Row]] = {
    "Account": [
        {"Id": LOWER, "Name": "Blue Heron Pottery", "Type": "Customer - Direct",
         "BillingStreet": "1 Kiln Lane Unit 2", "BillingCity": "Stoke",
         "BillingPostalCode": "00123", "BillingCountry": "UK", "NumberOfEmployees": "120",
         "AccountSource": "Web", "Industry": "Ceramics", "ParentId": NUMERIC,
         "Description": 'Says "hello",\r\nthen more'},
        {"Id": UPPER, "Name": "Caf\u00e9\0 Zw\u00f6lf", "IsDeleted": "1"},
        {"Id": NUMERIC, "Name": "Grey Wolf Metals", "CustomerPriority__c": "High"},
        {"Id": key("001", 4), "Name": "Merged Metals", "MasterRecordId": NUMERIC},
        {"Id": "", "Name": "No id at all"},
    ],
    "Contact": [
        {"Id": key("003", 1), "AccountId": LOWER, "FirstName": "Ana", "LastName": "Example",
         "Email": "ana@example.com", "MobilePhone": "+44 20 7946 0000", "MailingCity": "Stoke",
         "Birthdate": "1980-02-29 00:00:00", "HasOptedOutOfEmail": "1", "LeadSource": "Web"},
        {"Id": key("003", 2), "LastName": "Solo", "HasOptedOutOfEmail": "0"},
    ],
    "Lead": [
        {"Id": key("00Q", 1), "FirstName": "Bo", "LastName": "Test", "Company": "Test Works",
         "Status": "Closed - Converted", "IsConverted": "1", "LeadSource": "Trade Show",
         "ConvertedDate": "2023-11-02 00:00:00", "ConvertedAccountId": LOWER,
         "ConvertedContactId": key("003", 1), "ConvertedOpportunityId": key("006", 1)},
        {"Id": key("00Q", 2), "LastName": "Open", "Company": "Open Ltd",
         "Status": "Open - Not Contacted", "IsConverted": "0"},
    ],
    "Opportunity": [
        {"Id": key("006", 1), "AccountId": LOWER, "Name": "Kiln", "StageName": "Closed Won",
         "Amount": "15000.5", "Probability": "100", "CloseDate": "2023-12-01 00:00:00",
         "IsClosed": "1", "IsWon": "1", "CampaignId": key("701", 1),
         "LastStageChangeDate": "2023-12-01 09:30:00"},
        {"Id": key("006", 2), "AccountId": NUMERIC, "Name": "Glaze", "StageName": "Qualification",
         "Amount": "1200", "Probability": "10", "CloseDate": "2024-03-31 00:00:00",
         "IsClosed": "0", "IsWon": "0"},
    ],
    "OpportunityHistory": [
        {"Id": key("008", 1), "OpportunityId": key("006", 1), "StageName": "Qualification",
         "Amount": "15000", "Probability": "10", "CloseDate": "2018-10-01 00:00:00",
         "ValidThroughDate": "2023-12-01 09:30:00", "CreatedById": OWNER},
        {"Id": key("008", 2), "OpportunityId": key("006", 1), "StageName": "Closed Won",
         "CreatedDate": "2023-12-01 09:30:00", "Amount": "15000.5", "Probability": "100",
         "FromOpportunityStageName": "Qualification", "CreatedById": OWNER},
    ],
    "OpportunityFieldHistory": [
        {"Id": key("017", 1), "OpportunityId": key("006", 1), "Field": "Amount",
         "DataType": "Currency", "OldValue": "15000", "NewValue": "15000.5", "CreatedById": OWNER},
    ],
    "OpportunityLineItem": [
        {"Id": key("00k", 1), "OpportunityId": key("006", 1), "Product2Id": key("01t", 1),
         "ProductCode": "K-1", "Name": "Kiln", "Quantity": "2", "TotalPrice": "15000.5",
         "UnitPrice": "8333.61", "ListPrice": "9000", "Discount": "10",
         "ServiceDate": "2024-01-15 00:00:00"},
    ],
    "Case": [
        {"Id": key("500", 1), "CaseNumber": "00001001", "AccountId": LOWER, "IsClosed": "1",
         "ContactId": key("003", 1), "Type": "Mechanical", "Status": "Closed", "Origin": "Phone",
         "Reason": "Installation", "Subject": "Crack", "Priority": "High",
         "ClosedDate": "2023-11-05 10:00:00", "IsEscalated": "1"},
        {"Id": key("500", 2), "CaseNumber": "00001002", "Status": "New", "IsClosed": "0"},
    ],
    "CaseHistory2": [
        {"Id": key("0BY", 1), "CaseId": key("500", 1), "Status": "Closed", "OwnerId": OWNER,
         "LastModifiedDate": "2023-11-05 10:00:00", "LastModifiedById": OWNER},
    ],
    "Campaign": [
        {"Id": key("701", 1), "Name": "Spring Fair", "Type": "Trade Show", "Status": "Completed",
         "StartDate": "2023-04-01 00:00:00", "EndDate": "2023-04-03 00:00:00",
         "BudgetedCost": "5000", "ActualCost": "4800.75", "IsActive": "0"},
    ],
    "CampaignMember": [
        {"Id": key("00v", 1), "CampaignId": key("701", 1), "LeadId": key("00Q", 1),
         "Status": "Responded", "HasResponded": "1", "FirstRespondedDate": "2023-04-05 00:00:00"},
    ],
    "Product2": [
        {"Id": key("01t", 1), "Name": "Kiln", "ProductCode": "K-1", "Family": "Hardware",
         "IsActive": "1", "ExternalId": "EXTERNAL0000001", "StockKeepingUnit": "0042"},
    ],
    "PricebookEntry": [
        {"Id": key("01u", 1), "Pricebook2Id": key("01s", 1), "Product2Id": key("01t", 1),
         "UnitPrice": "9000", "IsActive": "1"},
    ],
    "User": [
        {"Id": OWNER, "FirstName": "Cy", "LastName": "Seller", "Email": "cy@example.com",
         "Department": "North", "IsActive": "1", "ManagerId": LEADER, "UserRoleId": key("00E", 2)},
        {"Id": LEADER, "LastName": "Leader", "IsActive": "1", "UserRoleId": key("00E", 1)},
    ],
    "UserRole": [
        {"Id": key("00E", 1), "Name": "Head of Sales"},
        {"Id": key("00E", 2), "Name": "Seller", "ParentRoleId": key("00E", 1)},
    ],
    "Task": [
        {"Id": key("00T", 1), "WhoId": key("003", 1), "WhatId": key("006", 1), "Subject": "Call",
         "ActivityDate": "2023-11-01 00:00:00", "Status": "Completed", "IsClosed": "1",
         "AccountId": LOWER, "CallDurationInSeconds": "95", "CallType": "Outbound",
         "CallDisposition": "Reached", "TaskSubtype": "Call",
         "CompletedDateTime": "2023-11-01 15:04:05"},
        {"Id": key("00T", 2), "WhoId": key("00Q", 2), "Subject": "Write",
         "ActivityDate": "2024-02-01 00:00:00", "Status": "Not Started", "IsClosed": "0",
         "TaskSubtype": "Email"},
    ],
    "Event": [
        {"Id": key("00U", 1), "WhoId": key("003", 1), "WhatId": LOWER, "Subject": "Visit",
         "Location": "Stoke", "IsAllDayEvent": "0", "StartDateTime": "2023-11-03 09:00:00",
         "ActivityDateTime": "2023-11-03 09:00:00", "ActivityDate": "2023-11-03 00:00:00",
         "EndDateTime": "2023-11-03 10:30:00", "DurationInMinutes": "90"},
        {"Id": key("00U", 2), "Subject": "Fair", "IsAllDayEvent": "1",
         "ActivityDate": "2023-11-04 00:00:00", "StartDateTime": "2023-11-04 00:00:00",
         "EndDateTime": "2023-11-04 00:00:00", "DurationInMinutes": "1440"},
    ],
    # the object is switched on and unused: a header without rows
    "Order": [],
}  # fmt: skip
SECOND_PART: dict[str, list[Row]] = {
    "Account": [{"Id": key("001", 5), "Name": "Second Part Ltd"}],
    "Order": [
        {"Id": key("801", 1), "AccountId": LOWER, "EffectiveDate": "2023-12-05 00:00:00",
         "Status": "Activated", "Type": "New", "TotalAmount": "15000.5", "OrderNumber": "00000100",
         "CreatedDate": "2023-12-05T08:00:00.000Z", "IsReductionOrder": "false"},
        {"Id": key("801", 2), "AccountId": LOWER, "EffectiveDate": "2023-12-20 00:00:00",
         "Status": "Activated", "TotalAmount": "-500", "IsReductionOrder": "true",
         "CreatedDate": "2023-12-20T08:00:00.000Z", "OriginalOrderId": key("801", 1)},
    ],
}  # fmt: skip
FOOTER = (
    "Open Deals, by Owner",
    "Copyright (c) 2000-2023 salesforce.com, inc. All rights reserved.",
    "Confidential Information - Do Not Distribute",
    "Generated By:  Cy Seller 10/28/2023 1:25 PM",
    "Example Pottery",
)
DEAL_REPORT = [
    ["Opportunity ID", "Opportunity Name", "Account ID", "Account Name", "Stage", "Amount",
     "Probability (%)", "Close Date", "Opportunity Owner", "Created Date"],
    [short("006", 2), "Glaze", NUMERIC[:15], "Grey Wolf Metals", "Negotiation/Review",
     "USD 1,250.00", "90%", "3/31/2024", "Cy Seller", "10/28/2023"],
    [short("006", 3), "Clay,\nwhite", UPPER[:15], "Caf\u00e9 Zw\u00f6lf", "Prospecting",
     "USD 99.90", "10%", "4/15/2024", "Cy Seller", "10/28/2023"],
]  # fmt: skip
CASE_REPORT = [
    ["Case ID", "Case Number", "Subject", "Case Origin", "Date/Time Opened", "Case Owner"],
    [short("500", 3), "00001003", "Late delivery", "Email", "10/28/2023 1:25 PM", "Cy Seller"],
]


def _written(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue()


def exported(name: str, rows: Sequence[Row], without: str = "") -> str:
    """One file of a Data Export: everything quoted, empty lookups as NO_LOOKUP."""
    headers = [header for header in HEADERS[name].split(",") if header != without]
    given = {"IsDeleted": "0", "OwnerId": OWNER, "CreatedDate": "2023-10-28 20:45:25"}
    blank = {
        header: NO_LOOKUP if header.endswith("Id") and header not in {"Id", "ExternalId"} else ""
        for header in headers
    }
    return _written(
        [headers, *([(blank | given | row)[header] for header in headers] for row in rows)]
    )


def write(folder: Path) -> None:
    """Two parts of a Data Export, the second without a column of the first, and two reports."""
    for part, objects in enumerate((FIRST_PART, SECOND_PART), start=1):
        without = "" if part == 1 else "CustomerPriority__c"
        with zipfile.ZipFile(folder / f"WE_00DAb0000000001AAA_{part}.ZIP", "w") as archive:
            for name, rows in objects.items():
                archive.writestr(f"{name}.csv", exported(name, rows, without))
    footer = "\n\n" + "".join(f'"{line}"\n' for line in FOOTER)
    (folder / "report1698500000000.csv").write_text(_written(DEAL_REPORT) + footer, "utf-8")
    (folder / "report1698500000001.csv").write_text(_written(CASE_REPORT) + footer, "utf-8")
