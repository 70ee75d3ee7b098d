// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/expectations.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "json/difference.h"
#include "schema/validate.h"
#include "schema/pattern.h"
#include "schema/validate.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::replay {

namespace {

constexpr qsizetype shownCharacters = 300;
constexpr qsizetype searchedCharacters = 1 << 20;

QString shown(const json::Value &value)
{
    return base::cleaned(json::compact(value), shownCharacters);
}

/// A text as it is, anything else as JSON.
QString plain(const json::Value &value)
{
    return value.is_string() ? json::text(value.get_string()) : QString::fromUtf8(json::compact(value));
}

QString yesNo(bool is)
{
    return is ? u"yes"_s : u"no"_s;
}

QString describe(const schema::Judgement &judgement)
{
    if (!judgement.holds()) {
        const schema::Violation &first = judgement.violations.first();
        return base::cleaned(
            u"no: %1 %2"_s.arg(
                first.pointer.isEmpty() ? u"it"_s : QString::fromUtf8(first.pointer), first.message),
            shownCharacters);
    }
    return judgement.isWhole()
        ? u"yes"_s
        : base::cleaned(u"cannot be judged: "_s + judgement.unjudged.first(), shownCharacters);
}

/// The whole result, as values are looked for in it.
const json::Value &whole(const Ending &ending)
{
    static const json::Value none = nullptr;
    return ending.result ? *ending.result->raw : none;
}

const json::Value &judged(const Ending &ending)
{
    return ending.result && ending.result->hasStructuredContent ? *ending.result->structuredContent
                                                                : whole(ending);
}

Verdict judgeOutputSchema(bool expected, const Ending &ending)
{
    Verdict out{ .what = u"matches the tool's output schema"_s, .expected = yesNo(expected) };
    if (ending.outputSchema.is_null()) {
        out.found = u"the tool has no output schema"_s;
    } else if (!ending.result || !ending.result->hasStructuredContent) {
        out.found = u"no: there is no structured content"_s;
        out.holds = !expected;
    } else {
        const schema::Judgement judgement
            = schema::judge(ending.result->structuredContent, ending.outputSchema);
        out.found = describe(judgement);
        out.holds = expected ? judgement.holds() && judgement.isWhole() : !judgement.holds();
    }
    return out;
}

Verdict judgeSchema(const json::Value &schema, const Ending &ending)
{
    const schema::Judgement judgement = schema::judge(judged(ending), schema);
    return { .what = u"matches the schema"_s,
        .holds = ending.result && judgement.holds() && judgement.isWhole(),
        .expected = u"yes"_s,
        .found = ending.result ? describe(judgement) : u"no: there is no result"_s };
}

base::Result<Verdict> judgeValue(const ValueExpectation &expect, const Ending &ending, Variables &variables)
{
    const json::Value *found = ending.result ? json::find(whole(ending), expect.at) : nullptr;
    Verdict out{ .what = expect.at.isEmpty() ? u"the result"_s : base::cleaned(expect.at),
        .found = found ? shown(*found) : u"absent"_s };
    switch (expect.kind) {
    case ValueExpectation::Kind::Equals: {
        const auto wanted = variables.fill(expect.value);
        if (!wanted)
            return base::fail(wanted.error());
        out.expected = shown(*wanted);
        out.holds = found && json::isSame(*found, *wanted);
        break;
    }
    case ValueExpectation::Kind::Matches: {
        out.expected = u"matches %1"_s.arg(base::cleaned(expect.pattern, shownCharacters));
        const auto pattern = schema::Pattern::compile(expect.pattern);
        const auto matches = found && pattern ? pattern->matches(plain(*found).left(searchedCharacters))
                                              : std::optional(false);
        if (!matches)
            out.found += u" (the expression takes too long to judge)"_s;
        out.holds = matches.value_or(false);
        break;
    }
    case ValueExpectation::Kind::Exists:
        out.expected = expect.exists ? u"present"_s : u"absent"_s;
        out.holds = ending.result && (found != nullptr) == expect.exists;
        break;
    }
    return out;
}

} // namespace

std::optional<qint64> rpcCode(const base::Error &error)
{
    // As mcp::rpcFailure() writes it; a test holds the two together.
    static const QRegularExpression pattern(u"\\berror (-?\\d{1,18})\\b"_s);
    if (error.rule.isEmpty() || (error.code != base::code::mcpError && error.code != base::code::mcpVersion))
        return {};
    const auto match = pattern.match(error.message);
    return match.hasMatch() ? std::optional(match.captured(1).toLongLong()) : std::nullopt;
}

Outcome outcomeOf(const Ending &ending)
{
    if (!ending.error)
        return ending.result && ending.result->isError ? Outcome::ToolError : Outcome::Ok;
    const QString &code = ending.error->code;
    if (code == base::code::mcpError)
        return Outcome::ProtocolError;
    if (code == base::code::unauthorized || code == base::code::insufficientScope
        || code == base::code::notSignedIn)
        return Outcome::Challenge;
    return Outcome::Error;
}

QString textOf(const Ending &ending)
{
    if (ending.error)
        return ending.error->message + u'\n' + ending.error->serverSays;
    QStringList texts;
    if (ending.result) {
        for (const mcp::ContentBlock &block : ending.result->content)
            texts << block.text;
    }
    return texts.join(u'\n').left(searchedCharacters);
}

base::Result<QList<Verdict>> judge(const Expectations &expect, const Ending &ending, Variables &variables)
{
    QList<Verdict> out;
    const Outcome outcome = outcomeOf(ending);
    out << Verdict{ .what = u"outcome"_s,
        .holds = outcome == expect.outcome,
        .expected = QString::fromLatin1(outcomeWord(expect.outcome)),
        .found = QString::fromLatin1(outcomeWord(outcome)) };
    if (ending.error)
        out.last().found += u": "_s + base::cleaned(ending.error->message, shownCharacters);
    else if (outcome == Outcome::ToolError)
        out.last().found += u": "_s + base::cleaned(textOf(ending), shownCharacters);
    const auto compare = [&out](const QString &what, const QString &expected, const QString &found) {
        out << Verdict{ .what = what, .holds = expected == found, .expected = expected, .found = found };
    };
    if (!expect.error.isEmpty())
        compare(u"error"_s, expect.error, ending.error ? ending.error->code : u"none"_s);
    if (expect.code) {
        const auto code = ending.error ? rpcCode(*ending.error) : std::nullopt;
        compare(u"JSON-RPC code"_s, QString::number(*expect.code), code ? QString::number(*code) : u"none"_s);
    }
    if (expect.status)
        compare(u"status"_s, QString::number(*expect.status),
            ending.status ? QString::number(ending.status) : u"none"_s);
    if (expect.matchesOutputSchema)
        out << judgeOutputSchema(*expect.matchesOutputSchema, ending);
    if (expect.schema)
        out << judgeSchema(*expect.schema, ending);
    for (const ValueExpectation &value : expect.values) {
        auto verdict = judgeValue(value, ending, variables);
        if (!verdict)
            return base::fail(verdict.error());
        out << *verdict;
    }
    const QString text = textOf(ending);
    for (const QString &part : expect.text) {
        const auto wanted = variables.fillText(part);
        if (!wanted)
            return base::fail(wanted.error());
        out << Verdict{ .what = u"text"_s,
            .holds = text.contains(*wanted),
            .expected = u"contains “%1”"_s.arg(base::cleaned(*wanted, shownCharacters)),
            .found = base::cleaned(text, shownCharacters) };
    }
    if (expect.within)
        out << Verdict{ .what = u"time"_s,
            .holds = ending.duration <= *expect.within,
            .expected = u"at most %1 ms"_s.arg(expect.within->count()),
            .found = u"%1 ms"_s.arg(ending.duration.count()) };
    if (expect.isRenewed)
        compare(u"access token renewed"_s, yesNo(*expect.isRenewed), yesNo(ending.isRenewed));
    return out;
}

} // namespace authscope::replay
