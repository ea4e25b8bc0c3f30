-- Text as exports write it, read in the same forms as by the staging models; NULL if
-- it cannot be
-- read. Temporary: they exist on the connection of the checks only. One expression
-- each, without
-- queries on a row's values, which would cost ten times as much.
create or replace temp macro without_weekday(value) as (
    trim(
        regexp_replace(
            regexp_replace(
                value,
                '(?i)^\s*(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?[., ]+|[ (（]*(星期|周|礼拜)[一二三四五六日天][ )）]*',
                ' '
            ),
            '(?i)\b(sep)t\b|( )at (\d)',
            '\1\2\3'
        )
    )
);

-- Words of other languages as English software writes them, and plain digits.
create or replace temp macro english_months(value) as (
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(value, '(?i)\b(januar|janner|janvier|janv|enero|ene|janeiro|gennaio|gen|januari)\b\.?', 'Jan ', 'g'), '(?i)\b(februar|fevrier|fevr|febrero|fevereiro|fev|febbraio|februari)\b\.?', 'Feb ', 'g'), '(?i)\b(marz|maerz|mrz|mars|marzo|marco|maart|mrt)\b\.?', 'Mar ', 'g'), '(?i)\b(avril|avr|abril|abr|aprile)\b\.?', 'Apr ', 'g'), '(?i)\b(mai|mayo|maio|maggio|mag|mei)\b\.?', 'May ', 'g'), '(?i)\b(juni|juin|junio|junho|giugno|giu)\b\.?', 'Jun ', 'g'), '(?i)\b(juli|juillet|juil|julio|julho|luglio|lug)\b\.?', 'Jul ', 'g'), '(?i)\b(aout|agosto|ago|augustus)\b\.?', 'Aug ', 'g'), '(?i)\b(sept|septembre|septiembre|setembro|set|settembre)\b\.?', 'Sep ', 'g'), '(?i)\b(oktober|okt|octobre|octubre|outubro|out|ottobre|ott)\b\.?', 'Oct ', 'g'), '(?i)\b(novembre|noviembre|novembro)\b\.?', 'Nov ', 'g'), '(?i)\b(dezember|dez|decembre|diciembre|dic|dezembro|dicembre)\b\.?', 'Dec ', 'g')
);

create or replace temp macro plain_date(value) as (
    case
        when not regexp_matches(value, '[^ -~]|[A-Za-z]{3}|^\d{4}\. ')
        then value
        else
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        english_months(
                            regexp_replace(
                                regexp_replace(
                                    regexp_replace(
                                        regexp_replace(
                                            regexp_replace(
                                                strip_accents(
                                                    translate(
                                                        trim(value), '０１２３４５６７８９．／－：　', '0123456789./-: '
                                                    )
                                                ),
                                                '[월화수목금토일月火水木金土日](요일|曜日?)|[(（][월화수목금토일月火水木金土日][)）]',
                                                ' ',
                                                'g'
                                            ),
                                            '^ *(\d{4}) ?[년年] ?(\d\d?) ?[월月] ?(\d\d?) ?[일日]',
                                            '\1/\2/\3 '
                                        ),
                                        '^ *(\d{4})\. ?(\d\d?)\. ?(\d\d?)\.( |$)',
                                        '\1/\2/\3\4'
                                    ),
                                    ' ?[시時时点] ?(\d\d) ?[분分]',
                                    ':\1'
                                ),
                                '(:\d\d) ?(\d\d) ?[초秒]$',
                                '\1:\2'
                            )
                        ),
                        '(?i)^ *(?:[a-z-]{2,14}[.,]* +)?(?:le |el |den )?(\d\d?)(?:\.|er|º|°)?[ /.-]*(?:de |di )?([a-z]{3,9})\.?[ /.,-]+(?:del? )?(\d{4}|\d\d)(?:[ ,.]+(?:(?:um|om|at|alle|ore|a|as|las?|kl)\.? )*(.*))?$',
                        '\1 \2 \3 \4'
                    ),
                    '(\d) ?h ?(\d\d)',
                    '\1:\2'
                ),
                '(?i) *(uhr|uur|h)? *$',
                ''
            )
    end
);

create or replace temp macro exported_day(value) as (
    trim(
        regexp_replace(
            trim(replace(without_weekday(value), '日', '日 ')),
            '( ?, ?|[ T]|[ ,]*([上下]午|오[전후]|午[前後]) ?)([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?([\s\p{Z}]*[AaPp]\.?[\s\p{Z}]?[Mm]\.?)?( ?(Z|UTC|GMT|[+-]\d\d(:?\d\d)?))?$',
            ''
        )
    )
);

create or replace temp macro numeric_day(day, formats) as (
    try_strptime(regexp_replace(day, '^(\d\d?)[./-](\d\d?)[./-]', '\1/\2/'), formats)
);

create or replace temp macro day_first(day) as (numeric_day(day, ['%d/%m/%Y', '%d/%m/%y']));

create or replace temp macro month_first(day) as (numeric_day(day, ['%m/%d/%Y', '%m/%d/%y']));

create or replace temp macro read_day(day, form) as (
    case
        when form = 'excel_serial' and regexp_matches(day, '^\d{5}(\.\d+)?$')
        then timestamp '1899-12-30' + to_days(cast(floor(cast(day as double)) as integer))
        when form in ('epoch_s', 'epoch_ms') and regexp_matches(day, '^\d{10}(\d{3})?$')
        then make_timestamp(cast(rpad(day, 16, '0') as bigint))
        when regexp_matches(day, '^(\d{4}[-/.]|\d{8}$|\d{4}年)')
        then try_strptime(day, ['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y%m%d', '%Y年%m月%d日'])
        when regexp_matches(day, '[A-Za-z]{3}')
        then
            try_strptime(day, ['%b %d, %Y', '%B %d, %Y', '%d %b %Y', '%d %B %Y', '%d-%b-%Y'])
        when form = 'day_first' or regexp_matches(day, '^\d+\.')
        then day_first(day)
        when form = 'month_first'
        then month_first(day)
        -- without a known order, only what can be read in one way
        when
            day_first(day) is null
            or month_first(day) is null
            or day_first(day) = month_first(day)
        then coalesce(day_first(day), month_first(day))
    end
);

create or replace temp macro date_order_of(system) as (
    (select map(list(source_system), list(date_order)) from ops.sources)[system]
);

-- How the dates of a column of a load are written, where it is no form that everybody reads, see
-- ops.file_columns; else what the source declares.
create or replace temp macro date_form_of(load, name, system) as (
    coalesce(
        (
            select map(list(load_id), list(date_form))
            from ops.file_columns
            where column_name = name and date_form <> 'plain'
        )[load],
        date_order_of(system)
    )
);

create or replace temp macro exported_date(value, form) as (
    cast(
        -- most exports are plain ISO: the cast is fast, and the rest is for what it
        -- leaves over; a list of one, so that so long an expression stands in it once
        coalesce(
            try_cast(value as timestamp),
            list_transform(
                [{'day': exported_day(plain_date(value)), 'form': form}],
                lambda written: read_day(written.day, written.form)
            )[1]
        ) as date
    )
);

create or replace temp macro with_plain_sign(value) as (
    regexp_replace(value, '^\s*\((.*)\)\s*$|^([^-]*\d)\s*-\s*$', '-\1\2')
);

create or replace temp macro plain_width(value) as (
    translate(value, '０１２３４５６７８９．，－＋％（）', '0123456789.,-+%()')
);

-- `1.5万` and `1.5K` are numbers as 1.5 is
create or replace temp macro bare_number(value) as (
    with_plain_sign(
        regexp_replace(
            with_plain_sign(
                -- nothing, as bookkeepers write it
                regexp_replace(
                    regexp_replace(
                        replace(plain_width(value), '−', '-'),
                        '^\s*(\p{Sc}\s*-|-\s*\p{Sc})\s*$',
                        '0'
                    ),
                    '(\d)\s*([Kk]|TSD|[Tt]sd|M|MM|MIO|[Mm]io|[Mm]n|B|BN|[Bb]n|MRD|[Mm]rd|[万亿萬億])\.?(\s*(?:元|\p{Sc}|[A-Z]{3})?[\s)]*)$',
                    '\1\3'
                )
            ),
            '[\s\p{Z}%\x27’元]|(NT|[A-Z]{0,2}[A-SU-Z])?\p{Sc}|^[A-Z]{3}|[A-Z]{3}$|^(Rs|kr)\.?|^zł|(kr\.?|zł)$',
            '',
            'g'
        )
    )
);

create or replace temp macro exported_number(value) as (
    coalesce(
        try_cast(value as double),
        try_cast(
            case
                when
                    regexp_matches(
                        bare_number(value), '^[-+]?(\d{1,3}(\.\d{3})+,\d+|\d+,\d{1,2}|\d{1,3}(\.\d{3}){2,})$'
                    )
                then replace(replace(bare_number(value), '.', ''), ',', '.')
                else replace(bare_number(value), ',', '')
            end as double
        )
    )
);
