// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/inspectlines.h"

#include "base/text.h"
#include "cli/documents.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

std::string_view word(inspect::Pasted what)
{
    switch (what) {
    case inspect::Pasted::Nothing:
        return "nothing";
    case inspect::Pasted::Token:
        return "token";
    case inspect::Pasted::AuthorizationField:
        return "authorization_field";
    case inspect::Pasted::BasicCredentials:
        return "basic_credentials";
    case inspect::Pasted::TokenResponse:
        return "token_response";
    case inspect::Pasted::Introspection:
        return "introspection_answer";
    case inspect::Pasted::CallbackUrl:
        return "address";
    case inspect::Pasted::KeySet:
        return "key_set";
    case inspect::Pasted::Key:
        return "key";
    case inspect::Pasted::Pem:
        return "pem";
    case inspect::Pasted::Json:
        return "json";
    case inspect::Pasted::Unreadable:
        return "unreadable";
    }
    Q_UNREACHABLE();
    return {};
}

std::string_view word(inspect::Form form)
{
    switch (form) {
    case inspect::Form::JwsCompact:
        return "jws";
    case inspect::Form::JwsJson:
        return "jws_json";
    case inspect::Form::JweCompact:
        return "jwe";
    case inspect::Form::JweJson:
        return "jwe_json";
    case inspect::Form::SdJwt:
        return "sd_jwt";
    case inspect::Form::Opaque:
        return "opaque";
    case inspect::Form::Broken:
        return "broken";
    }
    Q_UNREACHABLE();
    return {};
}

json::Array rowsJson(const QList<oauth::ClaimRow> &rows)
{
    json::Array out;
    for (const oauth::ClaimRow &row : rows) {
        const auto value = json::parse(
            row.raw, {}, { .maxBytes = row.raw.size() + 1, .maxDepth = 64, .refuseDuplicates = false });
        json::Object claim{ { "name", jsonText(row.name) },
            { "value", value ? *value : json::Value(jsonText(row.raw)) },
            { "shown", json::string(row.value) } };
        if (value && json::compact(*value) != row.raw)
            claim["raw"] = jsonText(row.raw); // a number that JSON readers would change
        if (row.time)
            claim["time"] = jsonTime(row.time);
        if (!row.meaning.isEmpty())
            claim["meaning"] = json::string(row.meaning);
        if (!row.remark.isEmpty())
            claim["remark"] = json::string(row.remark);
        if (!row.children.isEmpty())
            claim["members"] = rowsJson(row.children);
        out.push_back(std::move(claim));
    }
    return out;
}

json::Array factsJson(const QList<inspect::Fact> &facts)
{
    json::Array out;
    for (const inspect::Fact &fact : facts)
        out.push_back(
            json::Object{ { "name", json::string(fact.name) }, { "value", json::string(fact.value) } });
    return out;
}

void addRows(QList<QStringList> &table, const QList<oauth::ClaimRow> &rows, int depth)
{
    for (const oauth::ClaimRow &row : rows) {
        const QString name = QString(depth * 2, u' ') + shown(row.name);
        // Its members tell it better than the whole in one line.
        const QString value = row.children.isEmpty() ? shown(row.value) : QString();
        const QString words = row.remark.isEmpty() ? row.meaning : row.remark;
        table << QStringList{ row.state ? mark(*row.state) : u" "_s, name, value, shown(words) };
        addRows(table, row.children, depth + 1);
    }
}

} // namespace

QString mark(oauth::Standing standing)
{
    switch (standing) {
    case oauth::Standing::Valid:
        return u"✓"_s;
    case oauth::Standing::NotVerified:
        return u"!"_s;
    case oauth::Standing::Failed:
    case oauth::Standing::Expired:
        return u"✗"_s;
    }
    Q_UNREACHABLE();
    return {};
}

json::Object toJson(const inspect::Recognised &recognised)
{
    json::Array removed;
    for (const QString &one : recognised.removed)
        removed.push_back(json::Value(json::string(one)));
    json::Object out{ { "what", word(recognised.what) }, { "sentence", json::string(recognised.sentence) },
        { "removed", removed }, { "facts", factsJson(recognised.facts) } };
    if (!recognised.problem.isEmpty())
        out["problem"] = json::string(recognised.problem);
    if (recognised.keys) {
        json::Array keys;
        for (const inspect::KeyRow &row : inspect::keyRows(*recognised.keys))
            keys.push_back(json::Object{ { "kid", jsonText(row.kid) }, { "type", json::string(row.type) },
                { "use", json::string(row.use) }, { "thumbprint", jsonText(row.thumbprint) },
                { "problem", json::string(row.problem) } });
        out["keys"] = keys;
    }
    return out;
}

json::Object toJson(const inspect::Inspection &inspection)
{
    json::Object out = toJson(inspection.verdict);
    out["token"] = json::string(QByteArrayView(inspect::kindWord(inspection.kind)));
    out["form"] = word(inspection.form);
    out["kind_reason"] = json::string(inspection.kindReason);
    out["valid"] = inspect::holds(inspection);
    out["algorithm"] = jsonText(inspection.algorithm);
    out["kid"] = jsonText(inspection.kid);
    out["issuer"] = jsonText(inspection.issuer);
    out["signed_with"] = json::string(inspection.signedWith);
    out["shared_secret"] = inspection.isSharedSecret;
    out["thumbprint"] = jsonText(inspection.verdict.thumbprint);
    out["fingerprint"] = jsonText(inspection.fingerprint);
    out["header"] = rowsJson(inspection.header);
    out["claims"] = rowsJson(inspection.verdict.claims);
    json::Array disclosures, inner;
    for (const inspect::Disclosure &disclosure : inspection.disclosures)
        disclosures.push_back(json::Object{ { "name", jsonText(disclosure.name) },
            { "shown", json::string(disclosure.value) }, { "digest", jsonText(disclosure.digest) },
            { "referenced", disclosure.isReferenced }, { "problem", json::string(disclosure.problem) } });
    for (const inspect::Inspection &one : inspection.inner)
        inner.push_back(toJson(one));
    if (!disclosures.empty())
        out["disclosures"] = disclosures;
    if (!inner.empty())
        out["inner"] = inner;
    return out;
}

void show(Output &out, const inspect::Inspection &inspection, int indent)
{
    const QString before(indent, u' ');
    out.line(before + inspect::kindTitle(inspection.kind) + u". "_s + shown(inspection.kindReason));
    out.line(
        before + u"  "_s + mark(inspection.verdict.standing) + u' ' + shown(inspection.verdict.sentence));
    for (const base::Check &check : inspection.verdict.checks)
        out.line(before + u"    "_s + checkLine(check));
    QList<QStringList> rows;
    addRows(rows, inspection.header, 0);
    if (!rows.isEmpty())
        out.line(before + u"  Header"_s);
    out.table(rows, indent + 4);
    rows.clear();
    addRows(rows, inspection.verdict.claims, 0);
    if (!rows.isEmpty())
        out.line(before + u"  Claims"_s);
    out.table(rows, indent + 4);
    rows.clear();
    for (const inspect::Disclosure &disclosure : inspection.disclosures)
        rows << QStringList{ disclosure.isReferenced ? u"✓"_s : u"✗"_s, shown(disclosure.name),
            shown(disclosure.value), shown(disclosure.problem) };
    if (!rows.isEmpty())
        out.line(before + u"  Disclosures"_s);
    out.table(rows, indent + 4);
    if (rows.isEmpty() && inspection.verdict.claims.isEmpty() && !inspection.payloadText.isEmpty()
        && inspection.inner.isEmpty())
        out.line(before + u"  Payload  "_s
            + (inspection.isPayloadText
                    ? base::cleaned(inspection.payloadText, 2000)
                    : QString::fromLatin1(
                        inspection.payloadText.first(qMin<qsizetype>(1000, inspection.payloadText.size()))
                            .toHex(' '))));
    for (const inspect::Inspection &one : inspection.inner) {
        out.line(before + u"  Inside"_s);
        show(out, one, indent + 4);
    }
}

void showKeys(Output &out, const inspect::Keys &keys)
{
    QList<QStringList> rows;
    for (const inspect::KeyRow &row : inspect::keyRows(keys))
        rows << QStringList{ row.problem.isEmpty() ? u"✓"_s : u"!"_s, shown(row.kid), row.type,
            shown(row.use), shown(row.thumbprint), shown(row.problem) };
    out.table(rows, 2);
    for (const base::Check &check : keys.checks)
        out.line(u"  "_s + checkLine(check));
}

} // namespace authscope::cli
