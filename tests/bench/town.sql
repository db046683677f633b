-- Rows for a town of :rows cases, for a superuser with triggers off. Case i was filed (rows - i) steps of time ago, the last
-- one now; 97 of 100 have ended. What a case's row says, its steps say too: `rebuild_cases --check` is content.
CREATE TEMP TABLE place AS
    SELECT row_number() OVER (ORDER BY c.id) - 1 AS n, c.id AS community, c.code,
        (SELECT array_agg(b.id ORDER BY b.id) FROM places_area b WHERE b.community_id = c.id AND b.kind = 'building') AS buildings,
        (SELECT b.id FROM people_body b WHERE b.area_id = c.id AND b.seat = 'property') AS property,
        (SELECT b.id FROM people_body b WHERE b.area_id = c.id AND b.seat = 'party_committee') AS party
    FROM places_area c WHERE c.kind = 'community';
CREATE TEMP TABLE person AS
    SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM people_user WHERE username IS NULL;
ANALYZE place; ANALYZE person;

-- The way to each stage: the moves, who made them, and when, as a share of the time from filing to the end.
CREATE TEMP TABLE way (stage text, seq int, move text, source text, target text, who text, share float, closed_only bool);
INSERT INTO way
    SELECT s.stage, w.* FROM (VALUES
        ('filed', 1), ('leading', 2), ('handling', 3), ('feedback', 5), ('tracking', 6), ('closed', 7)
    ) AS s(stage, steps)
    JOIN (VALUES
        (1, 'file', '', 'filed', 'filer', 0.0), (2, 'accept', 'filed', 'leading', 'triager', 0.1),
        (3, 'sign', 'leading', 'handling', 'lead', 0.2), (4, 'report', 'handling', 'handling', 'handler', 0.5),
        (5, 'clear', 'handling', 'feedback', 'reviewer', 0.6), (6, 'rate', 'feedback', 'tracking', 'filer', 0.7),
        (7, 'holds', 'tracking', 'closed', 'checker', 1.0)
    ) AS w(seq, move, source, target, who, share) ON w.seq <= s.steps
    UNION ALL VALUES
        ('declined', 1, 'file', '', 'filed', 'filer', 0.0), ('declined', 2, 'decline', 'filed', 'declined', 'triager', 1.0),
        ('withdrawn', 1, 'file', '', 'filed', 'filer', 0.0), ('withdrawn', 2, 'withdraw', 'filed', 'withdrawn', 'filer', 1.0),
        ('merged', 1, 'file', '', 'filed', 'filer', 0.0), ('merged', 2, 'merge', 'filed', 'merged', 'triager', 1.0);

CREATE TEMP TABLE drawn AS
    SELECT i, p.community, p.code, p.buildings[1 + (i / 300) % cardinality(p.buildings)] AS area, p.party,
        -- A tenth is led by one body of the whole city: the heaviest desk there is.
        CASE WHEN abs(hashint8(i)) % 10 = 0 THEN big.id ELSE p.property END AS lead,
        CASE WHEN i > :rows - greatest(:rows * 3 / 100, 30) THEN
            (ARRAY['filed', 'filed', 'leading', 'handling', 'handling', 'handling', 'handling', 'feedback', 'tracking', 'tracking'])
                [1 + abs(hashint8(i + 7)) % 10]
        ELSE (ARRAY['closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'declined', 'withdrawn', 'merged'])
                [1 + abs(hashint8(i + 7)) % 10] END AS stage,
        (ARRAY['roads', 'pipes', 'housing', 'parking', 'noise', 'environment', 'leisure', 'care', 'other'])
            [1 + abs(hashint8(i + 13)) % 9] AS kind,
        now() - (:rows - i) * (interval '3 years' / :rows) AS filed_at,
        abs(hashint8(i + 17)) % 100 < 75 AS is_public, o.id AS filer,
        format('%s%s%s', (ARRAY['楼下', '3号楼门口', '地下车库', '小广场', '东门', '七单元', '电梯里', '屋顶'])[1 + abs(hashint8(i + 1)) % 8],
            (ARRAY['路灯不亮', '漏水', '停车太乱', '半夜装修', '垃圾没人收', '井盖松动', '墙皮脱落', '树枝挡光', '暖气不热', '收费不清楚'])
                [1 + abs(hashint8(i + 2)) % 10],
            (ARRAY['', '已经一周', '好几次了', '老人不方便', '很危险', ''])[1 + abs(hashint8(i + 3)) % 6]) AS title
    FROM generate_series(1, :rows) AS i
    JOIN place p ON p.n = (i * 7919) % (SELECT count(*) FROM place)
    JOIN person o ON o.n = abs(hashint8(i + 23)) % (SELECT count(*) FROM person)
    CROSS JOIN (SELECT id FROM people_body WHERE name = 'Bench city works') AS big;

INSERT INTO loop_case (id, origin, number, kind, title, area_id, community_id, filer_id, stage, round, urgency, desk_id, lead_id,
    hands, objected, called, objection_open, lead_decided, filed_at, respond_by, resolve_by, due_at, look_at, is_reachable,
    signed_at, contacted_at, responded_at, asks, extended, reported_by_id, outcome, resolved_at, reopened, rated_round, solved,
    result, manner, rated_at, unreached, is_assessable, check_at, check_asked, was_late, merged_into_id, is_public, ended_at, version)
SELECT i, 'grievance', format('%s26-%s', code, lpad(i::text, 7, '0')), kind, title, area, community, filer, stage, 1,
    CASE abs(hashint8(i + 29)) % 20 WHEN 0 THEN 'urgent' ELSE 'ordinary' END, community,
    CASE WHEN led THEN lead END, CASE WHEN led THEN ARRAY[lead] ELSE '{}' END, '{}', '{}', false, false, filed_at,
    filed_at + interval '2 days', filed_at + interval '10 days',
    -- Open cases are due from a week ago to a month ahead: one in five is red.
    CASE WHEN is_open THEN due END, CASE WHEN is_open THEN due END, true,
    CASE WHEN led THEN filed_at + interval '1 day' END, NULL, NULL, 0, false, NULL,
    CASE WHEN led AND stage IN ('feedback', 'tracking', 'closed') THEN 'done' END,
    CASE WHEN stage IN ('feedback', 'tracking', 'closed') THEN least(filed_at + interval '8 days', now()) END, 0,
    CASE WHEN stage IN ('tracking', 'closed') THEN 1 ELSE 0 END,
    CASE WHEN stage IN ('tracking', 'closed') THEN 'yes' END, CASE WHEN stage IN ('tracking', 'closed') THEN 'satisfied' END,
    CASE WHEN stage IN ('tracking', 'closed') THEN 'satisfied' END,
    CASE WHEN stage IN ('tracking', 'closed') THEN least(filed_at + interval '9 days', now()) END, 0, true,
    CASE WHEN stage = 'tracking' THEN due END, false, abs(hashint8(i + 31)) % 12 = 0,
    CASE WHEN stage = 'merged' THEN CASE WHEN i > 1 THEN i - 1 ELSE :rows END END, is_public,
    CASE WHEN NOT is_open THEN least(filed_at + interval '12 days', now()) END,
    (SELECT count(*) FROM way w WHERE w.stage = d.stage) + is_public::int
FROM (
    SELECT *, stage IN ('filed', 'leading', 'handling', 'feedback', 'tracking') AS is_open,
        stage IN ('leading', 'handling', 'feedback', 'tracking', 'closed') AS led,
        now() - interval '7 days' + (abs(hashint8(i + 19)) % 37) * interval '1 day' + (i % 86400) * interval '1 second' AS due
    FROM drawn) AS d;

-- A public case was cleared in its second step; what follows moves up by one.
INSERT INTO loop_step (case_id, seq, move, source, target, round, by_id, who, body_id, at, words, note, facts)
SELECT c.id, CASE WHEN w.seq > 1 AND c.is_public THEN w.seq + 1 ELSE w.seq END, w.move, w.source, w.target, 1,
    CASE WHEN w.who = 'filer' THEN c.filer_id END, w.who,
    CASE WHEN w.move = 'accept' THEN (SELECT party FROM place WHERE community = c.community_id)
         WHEN w.who IN ('lead', 'handler') THEN c.lead_id END,
    c.filed_at + w.share * (coalesce(c.ended_at, now()) - c.filed_at), '', '', '{}'::jsonb
FROM loop_case c JOIN way w ON w.stage = c.stage
UNION ALL
SELECT id, 2, 'publish', 'filed', 'filed', 1, NULL, 'triager', NULL, filed_at, '', '', '{}'::jsonb FROM loop_case WHERE is_public;

INSERT INTO loop_assignment (case_id, body_id, is_lead, began_at)
    SELECT id, lead_id, true, filed_at FROM loop_case WHERE lead_id IS NOT NULL;
-- Against the party's own body: what its people must not see.
INSERT INTO loop_accusation (case_id, body_id)
    SELECT d.i, d.party FROM drawn d WHERE d.i % 53 = 0;
INSERT INTO loop_joining (case_id, user_id, at)
    SELECT i, (SELECT id FROM person WHERE n = (i / 19) % 3000), filed_at + interval '1 hour' FROM drawn WHERE i % 19 = 0;
INSERT INTO loop_call (case_id, body_id, called_at, due_at, reported_at)
    SELECT i, party, filed_at, filed_at + interval '2 days', filed_at + interval '1 day' FROM drawn WHERE i % 97 = 0;
INSERT INTO loop_rating (case_id, round, solved, result, manner, at)
    SELECT id, 1, solved, result, manner, rated_at FROM loop_case WHERE rated_round = 1;
INSERT INTO grievances_grievance (case_id, area_id, text, public_text, may_publish, source, receipt, outside_number, outside_kind)
    SELECT c.id, c.area_id,
        format('%s，%s%s报修两次没有人来，请尽快处理。', c.title, chr((19968 + abs(hashint8(c.id)) % 3000)::int), chr((19968 + abs(hashint8(c.id + 5)) % 3000)::int)),
        CASE WHEN c.is_public THEN c.title || '，请尽快处理。' ELSE '' END, true, 'web', '', '', ''
    FROM loop_case c;
INSERT INTO search_document (shelf, ref, community_id, is_open, text)
    SELECT 'case:staff', c.id, c.community_id, c.ended_at IS NULL, lower(c.number || ' ' || c.title || ' ' || g.text)
    FROM loop_case c JOIN grievances_grievance g ON g.case_id = c.id
    UNION ALL
    SELECT 'case:public', c.id, c.community_id, c.ended_at IS NULL, lower(c.number || ' ' || c.title || ' ' || g.public_text)
    FROM loop_case c JOIN grievances_grievance g ON g.case_id = c.id WHERE c.is_public;
INSERT INTO notices_notice (event, channel, user_id, recipient, subject, body, link, status, attempts, try_at, created_at, sent_at, read_at, address, provider_id, error)
    SELECT 'bench:' || i, 'inbox', filer, 'user:' || filer, title, '', '', 'sent', 0, filed_at, filed_at, filed_at,
        CASE WHEN i < :rows - :rows / 50 THEN filed_at END, '', '', ''
    FROM drawn WHERE i % 3 = 0;
SELECT setval('loop_case_id_seq', :rows);
