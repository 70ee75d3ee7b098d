// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/flow.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "json/difference.h"
#include "replay/variables.h"
#include "schema/pattern.h"
#include "schema/validate.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

/// The linker leaves resources of a static library out unless they are asked for, from no namespace.
static void initResources()
{
    Q_INIT_RESOURCE(replay);
}

namespace authscope::replay {

namespace {

constexpr std::array outcomeWords{ "ok", "toolError", "protocolError", "challenge", "error" };

base::Failure invalid(const QString &file, const QString &place, const QString &what)
{
    return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::savedCallInvalid,
        .message = u"“%1” is no saved call: %2 %3. Nothing was called."_s.arg(
            base::cleaned(file), place.isEmpty() ? u"it"_s : base::cleaned(place), base::cleaned(what, 400)),
        .nextStep = u"“authscope-cli replay --schema” prints what such a file may hold."_s });
}

const schema::Compiled &format()
{
    static const schema::Compiled compiled = [] {
        const auto document = json::parse(formatSchema(), u"The schema of saved calls"_s);
        Q_ASSERT(document);
        return schema::Compiled::compile(document.value_or(json::Value(false)));
    }();
    return compiled;
}

QString textMember(const json::Object &object, std::string_view name)
{
    return QString::fromUtf8(json::stringMember(object, name).value_or(QByteArray()));
}

std::optional<qint64> integerMember(const json::Object &object, std::string_view name)
{
    const auto number = json::numberMember(object, name);
    return number ? std::optional(qint64(*number)) : std::nullopt;
}

ValueExpectation readValue(const json::Object &object)
{
    ValueExpectation out{ .at = json::stringMember(object, "at").value_or(QByteArray()) };
    if (const json::Value *equals = object.if_contains("equals")) {
        out.value = *equals;
    } else if (object.contains("matches")) {
        out.kind = ValueExpectation::Kind::Matches;
        out.pattern = textMember(object, "matches");
    } else {
        out.kind = ValueExpectation::Kind::Exists;
        out.exists = json::boolMember(object, "exists").value_or(true);
    }
    return out;
}

Expectations readExpectations(const json::Object &object)
{
    Expectations out{ .error = textMember(object, "error"), .code = integerMember(object, "code") };
    const QByteArray outcome = json::stringMember(object, "outcome").value_or("ok");
    const auto word = std::find(outcomeWords.begin(), outcomeWords.end(), json::view(outcome));
    if (word != outcomeWords.end())
        out.outcome = static_cast<Outcome>(word - outcomeWords.begin());
    if (const auto status = integerMember(object, "status"))
        out.status = int(*status);
    out.matchesOutputSchema = json::boolMember(object, "matchesOutputSchema");
    if (const json::Value *schema = object.if_contains("schema"))
        out.schema = *schema;
    if (const json::Array *values = json::arrayMember(object, "values")) {
        for (const json::Value &value : *values)
            out.values.append(readValue(value.get_object()));
    }
    for (const QByteArray &text : json::stringList(object, "text").value_or(QList<QByteArray>()))
        out.text.append(QString::fromUtf8(text));
    if (const auto within = integerMember(object, "withinMs"))
        out.within = std::chrono::milliseconds(*within);
    out.isRenewed = json::boolMember(object, "renewed");
    return out;
}

Step readStep(const json::Object &object)
{
    Step out{ .id = textMember(object, "id"), .name = textMember(object, "name") };
    if (const json::Object *call = json::objectMember(object, "call")) {
        out.tool = textMember(*call, "tool");
        if (const json::Object *arguments = json::objectMember(*call, "arguments"))
            out.arguments = *arguments;
        out.followsChallenges = json::stringMember(*call, "onChallenge") == QByteArray("follow");
    } else if (const json::Object *signIn = json::objectMember(object, "signIn")) {
        out.kind = Step::Kind::SignIn;
        out.scopes = json::stringList(*signIn, "scopes").value_or(QList<QByteArray>());
    } else {
        out.kind = object.contains("refresh") ? Step::Kind::Refresh : Step::Kind::ExpireToken;
    }
    if (const json::Object *expect = json::objectMember(object, "expect"))
        out.expect = readExpectations(*expect);
    return out;
}

/// What a schema cannot say.
base::Result<void> checkStep(const Step &step, const QString &place, const QString &file)
{
    for (qsizetype i = 0; i < step.expect.values.size(); ++i) {
        const ValueExpectation &value = step.expect.values.at(i);
        const QString where = place + u"/expect/values/%1"_s.arg(i);
        if (!json::isPointer(value.at))
            return invalid(file, where + u"/at"_s, u"is no JSON Pointer (RFC 6901)"_s);
        if (value.kind == ValueExpectation::Kind::Matches && !schema::Pattern::compile(value.pattern))
            return invalid(file, where + u"/matches"_s,
                u"is no regular expression of ECMA-262, or one that cannot be judged here"_s);
    }
    const bool isCall = step.kind == Step::Kind::Call;
    const Expectations &expect = step.expect;
    if (!isCall
        && (expect.schema || expect.matchesOutputSchema || !expect.values.isEmpty()
            || !expect.text.isEmpty()))
        return invalid(file, place + u"/expect"_s, u"expects a result, and only a call has one"_s);
    return {};
}

} // namespace

QByteArray formatSchema()
{
    initResources();
    QFile file(u":/authscope/replay/saved-call.schema.json"_s);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isOpen);
    return isOpen ? file.readAll() : QByteArray();
}

QByteArray outcomeWord(Outcome outcome)
{
    return outcomeWords.at(size_t(outcome));
}

QString stepTitle(const Step &step)
{
    if (!step.name.isEmpty())
        return step.name;
    switch (step.kind) {
    case Step::Kind::Call:
        return step.tool;
    case Step::Kind::SignIn:
        return u"sign in"_s;
    case Step::Kind::ExpireToken:
        return u"expire the access token"_s;
    case Step::Kind::Refresh:
        return u"refresh"_s;
    }
    Q_UNREACHABLE();
    return {};
}

base::Result<Flow> readFlow(QByteArrayView text, const QString &file)
{
    const auto document = json::parse(text, u"“%1”"_s.arg(base::cleaned(file)), { .maxBytes = maxFlowBytes });
    if (!document) {
        base::Error error = document.error();
        error.kind = base::ErrorKind::Usage; // a file of ours, not the word of a server
        return base::fail(error);
    }
    const schema::Judgement judgement = format().validate(*document);
    if (!judgement.holds()) {
        const schema::Violation &first = judgement.violations.first();
        return invalid(file, QString::fromUtf8(first.pointer), first.message);
    }
    if (!judgement.isWhole())
        return invalid(file, {}, judgement.unjudged.first());
    const json::Object &object = document->get_object();
    Flow flow{ .name = textMember(object, "name"),
        .about = textMember(object, "about"),
        .server = json::stringMember(object, "server").value_or(QByteArray()),
        .connection = textMember(object, "connection") };
    if (!flow.server.isEmpty() && !flow.connection.isEmpty())
        return invalid(file, {}, u"names a server and a connection, and runs at one of them only"_s);
    if (const json::Object *variables = json::objectMember(object, "variables"))
        flow.variables = *variables;
    const json::Array &steps = *json::arrayMember(object, "steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step step = readStep(steps[i].get_object());
        if (auto checked = checkStep(step, u"/steps/%1"_s.arg(i), file); !checked)
            return base::fail(checked.error());
        flow.steps.append(step);
    }
    if (auto checked = checkReferences(flow, file); !checked)
        return base::fail(checked.error());
    return flow;
}

base::Result<Flow> readFlowFile(const QString &path)
{
    const auto unreadable = [&path](const QString &why) {
        return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::savedCallInvalid,
            .message = u"“%1” cannot be read: %2. Nothing was called."_s.arg(base::cleaned(path), why) });
    };
    const QFileInfo info(path);
    if (!info.exists())
        return unreadable(u"there is no such file"_s);
    if (!info.isFile())
        return unreadable(u"it is no regular file"_s); // one that never ends would be read for ever
    if (info.size() > maxFlowBytes)
        return unreadable(
            u"it has %1 bytes, and a saved call has at most %2"_s.arg(info.size()).arg(maxFlowBytes));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(file.errorString());
    return readFlow(file.read(maxFlowBytes + 1), info.fileName());
}

QString fileNameFor(const QString &tool)
{
    QString name;
    for (const QChar c : tool.left(80)) {
        const bool isPlain = c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
        name += isPlain ? c : u'_';
    }
    return (name.isEmpty() ? u"saved"_s : name) + u".call.json"_s;
}

} // namespace authscope::replay
