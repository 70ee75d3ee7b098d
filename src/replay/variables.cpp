// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/variables.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "json/difference.h"

#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::replay {

namespace {

constexpr qsizetype mostBytes = 8 << 20; ///< filled in by one run

base::Failure wrong(const QString &message, const QString &nextStep = {})
{
    return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::savedCallVariable,
        .message = message,
        .nextStep = nextStep });
}

/// A text cut into words and references.
struct Piece {
    QString text = {};
    bool isReference = false;
};

base::Result<QList<Piece>> cut(const QString &text)
{
    QList<Piece> pieces;
    QString words;
    qsizetype at = 0;
    while (at < text.size()) {
        const QStringView rest = QStringView(text).sliced(at);
        if (rest.startsWith(u"$${")) {
            words += u"${"_s;
            at += 3;
        } else if (rest.startsWith(u"${")) {
            const qsizetype end = rest.indexOf(u'}');
            if (end < 0)
                return wrong(u"“%1” begins a reference and does not end it; $${ is ${ itself."_s.arg(
                    base::cleaned(text, 80)));
            if (!words.isEmpty())
                pieces.append({ std::exchange(words, {}) });
            pieces.append({ rest.sliced(2, end - 2).toString(), true });
            at += end + 1;
        } else {
            words += text.at(at++);
        }
    }
    if (!words.isEmpty() || pieces.isEmpty())
        pieces.append({ words });
    return pieces;
}

/// Each text of a value; names of members are left alone.
template <class Visit>
base::Result<void> eachText(const json::Value &value, const Visit &visit)
{
    if (const auto *text = value.if_string())
        return visit(QString::fromUtf8(text->data(), qsizetype(text->size())));
    if (const json::Array *array = value.if_array()) {
        for (const json::Value &element : *array) {
            if (auto done = eachText(element, visit); !done)
                return done;
        }
    } else if (const json::Object *object = value.if_object()) {
        for (const auto &member : *object) {
            if (auto done = eachText(member.value(), visit); !done)
                return done;
        }
    }
    return {};
}

template <class Visit>
base::Result<void> eachReference(const json::Value &value, const Visit &visit)
{
    return eachText(value, [&visit](const QString &text) -> base::Result<void> {
        const auto pieces = cut(text);
        if (!pieces)
            return base::fail(pieces.error());
        for (const Piece &piece : *pieces) {
            if (!piece.isReference)
                continue;
            if (auto done = visit(piece.text); !done)
                return done;
        }
        return {};
    });
}

struct StepReference {
    QString id = {};
    QByteArray pointer = {};
};

StepReference stepReference(const QString &reference)
{
    const QString path = reference.mid(5);
    const qsizetype slash = path.indexOf(u'/');
    return slash < 0 ? StepReference{ path, {} }
                     : StepReference{ path.first(slash), path.sliced(slash).toUtf8() };
}

/// What may hold references in a step.
json::Array textsOf(const Step &step)
{
    json::Array out{ step.arguments };
    for (const ValueExpectation &value : step.expect.values) {
        if (value.kind == ValueExpectation::Kind::Equals)
            out.push_back(value.value);
    }
    for (const QString &text : step.expect.text)
        out.push_back(json::string(text));
    return out;
}

bool isName(const QString &name)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    return pattern.match(name).hasMatch();
}

} // namespace

base::Result<void> Variables::define(const json::Object &variables)
{
    for (const auto &member : variables) {
        auto value = fill(member.value());
        if (!value)
            return base::fail(value.error());
        m_variables.insert(json::text(member.key()), std::move(*value));
    }
    return {};
}

base::Result<json::Value> Variables::resolve(const QString &reference)
{
    if (reference.startsWith(u"env:")) {
        const QString name = reference.mid(4);
        const auto value = m_environment(name);
        if (!value)
            return wrong(
                u"The environment has no variable “%1”. The step was not run."_s.arg(base::cleaned(name)));
        return json::Value(json::string(QString::fromUtf8(*value)));
    }
    if (reference.startsWith(u"step:")) {
        const StepReference to = stepReference(reference);
        const auto result = m_results.constFind(to.id);
        const json::Value *value = result == m_results.cend() ? nullptr : json::find(*result, to.pointer);
        if (!value)
            return wrong(
                u"The result of the step “%1” has nothing at “%2”. The step that needs it was not run."_s.arg(
                    base::cleaned(to.id), base::cleaned(to.pointer)));
        return *value;
    }
    const auto variable = m_variables.constFind(reference);
    if (variable == m_variables.cend())
        return wrong(u"There is no variable “%1”. The step was not run."_s.arg(base::cleaned(reference)));
    return *variable;
}

base::Result<json::Value> Variables::fillString(const QString &text)
{
    const auto pieces = cut(text);
    if (!pieces)
        return base::fail(pieces.error());
    QString out;
    for (const Piece &piece : *pieces) {
        if (!piece.isReference) {
            out += piece.text;
            continue;
        }
        auto value = resolve(piece.text);
        if (!value)
            return value;
        const QByteArray written
            = value->is_string() ? json::bytes(value->get_string()) : json::compact(*value);
        m_written += written.size();
        if (m_written > mostBytes)
            return wrong(
                u"What the variables stand for is longer than %1 bytes; it was not sent."_s.arg(mostBytes));
        if (pieces->size() == 1)
            return value;
        out += QString::fromUtf8(written);
    }
    return json::Value(json::string(out));
}

base::Result<json::Value> Variables::fill(const json::Value &value)
{
    if (const auto *text = value.if_string())
        return fillString(QString::fromUtf8(text->data(), qsizetype(text->size())));
    if (const json::Array *array = value.if_array()) {
        json::Array out;
        for (const json::Value &element : *array) {
            auto filled = fill(element);
            if (!filled)
                return filled;
            out.push_back(std::move(*filled));
        }
        return json::Value(std::move(out));
    }
    if (const json::Object *object = value.if_object()) {
        json::Object out;
        for (const auto &member : *object) {
            auto filled = fill(member.value());
            if (!filled)
                return filled;
            out.emplace(member.key(), std::move(*filled));
        }
        return json::Value(std::move(out));
    }
    return value;
}

base::Result<QString> Variables::fillText(const QString &text)
{
    return fillString(text).map([](const json::Value &value) {
        return value.is_string() ? json::text(value.get_string()) : QString::fromUtf8(json::compact(value));
    });
}

QStringList environmentNames(const Flow &flow)
{
    QStringList names;
    const auto visit = [&names](const QString &reference) -> base::Result<void> {
        if (reference.startsWith(u"env:") && !names.contains(reference.mid(4)))
            names << reference.mid(4);
        return {};
    };
    auto done = eachReference(flow.variables, visit);
    for (const Step &step : flow.steps)
        done = eachReference(textsOf(step), visit);
    return names;
}

base::Result<void> checkReferences(const Flow &flow, const QString &file)
{
    QSet<QString> variables, steps;
    const auto visit = [&](const QString &reference) -> base::Result<void> {
        const auto refuse = [&](const QString &why) {
            return wrong(u"“%1” refers to ${%2}, %3. Nothing was called."_s.arg(
                base::cleaned(file), base::cleaned(reference, 100), why));
        };
        if (reference.startsWith(u"env:")) {
            if (!isName(reference.mid(4)))
                return refuse(u"which is no name of a variable of the environment"_s);
        } else if (reference.startsWith(u"step:")) {
            const StepReference to = stepReference(reference);
            if (!steps.contains(to.id))
                return refuse(u"and no step before that one has this id"_s);
            if (!json::isPointer(to.pointer))
                return refuse(u"which is no JSON Pointer (RFC 6901)"_s);
        } else if (!variables.contains(reference)) {
            return refuse(u"and no variable before it has this name"_s);
        }
        return {};
    };
    const auto named = [&file](base::Error error) {
        if (!error.message.contains(base::cleaned(file)))
            error.message = u"In “%1”: %2 Nothing was called."_s.arg(base::cleaned(file), error.message);
        return base::fail(std::move(error));
    };
    for (const auto &member : flow.variables) {
        if (auto done = eachReference(member.value(), visit); !done)
            return named(done.error());
        variables.insert(json::text(member.key()));
    }
    for (const Step &step : flow.steps) {
        if (auto done = eachReference(textsOf(step), visit); !done)
            return named(done.error());
        if (step.id.isEmpty())
            continue;
        if (step.kind != Step::Kind::Call || steps.contains(step.id))
            return wrong(u"“%1” has the id “%2” %3. Nothing was called."_s.arg(base::cleaned(file), step.id,
                steps.contains(step.id) ? u"twice"_s : u"at a step that has no result"_s));
        steps.insert(step.id);
    }
    return {};
}

} // namespace authscope::replay
