// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/junit.h"

#include "base/text.h"

#include <QXmlStreamWriter>

using namespace Qt::StringLiterals;

namespace authscope::replay {

namespace {

/// XML 1.0 has no place for most controls, nor for halves of characters.
QString safe(const QString &text)
{
    return base::cleaned(QString::fromUtf8(text.toUtf8()), 2000);
}

QString seconds(std::chrono::milliseconds duration)
{
    return QString::number(double(duration.count()) / 1000, 'f', 3);
}

qsizetype countOf(const FlowReport &flow, StepReport::State state)
{
    return std::count_if(flow.steps.begin(), flow.steps.end(),
        [state](const StepReport &step) { return step.state == state; });
}

QString linesOf(const StepReport &step)
{
    QStringList lines;
    for (const Verdict &verdict : step.verdicts)
        lines << u"%1 %2: expected %3, found %4"_s.arg(
            verdict.holds ? u"✓"_s : u"✗"_s, safe(verdict.what), safe(verdict.expected), safe(verdict.found));
    return lines.join(u'\n');
}

void writeStep(QXmlStreamWriter &xml, const FlowReport &flow, const StepReport &step)
{
    xml.writeStartElement(u"testcase"_s);
    xml.writeAttribute(u"name"_s, safe(step.title));
    xml.writeAttribute(u"classname"_s, safe(flow.name));
    xml.writeAttribute(u"time"_s, seconds(step.duration));
    switch (step.state) {
    case StepReport::State::Held:
        break;
    case StepReport::State::Failed: {
        const auto first = std::find_if(step.verdicts.begin(), step.verdicts.end(),
            [](const Verdict &verdict) { return !verdict.holds; });
        xml.writeStartElement(u"failure"_s);
        if (first != step.verdicts.end())
            xml.writeAttribute(u"message"_s,
                u"%1: expected %2, found %3"_s.arg(
                    safe(first->what), safe(first->expected), safe(first->found)));
        xml.writeCharacters(linesOf(step));
        xml.writeEndElement();
        break;
    }
    case StepReport::State::NotRun:
        xml.writeStartElement(u"error"_s);
        if (step.problem) {
            xml.writeAttribute(u"type"_s, step.problem->code);
            xml.writeAttribute(u"message"_s, safe(step.problem->message));
        }
        xml.writeEndElement();
        break;
    case StepReport::State::Skipped:
        xml.writeEmptyElement(u"skipped"_s);
        break;
    }
    if (step.state == StepReport::State::Held && !step.verdicts.isEmpty())
        xml.writeTextElement(u"system-out"_s, linesOf(step));
    xml.writeEndElement();
}

void writeFlow(QXmlStreamWriter &xml, const FlowReport &flow)
{
    std::chrono::milliseconds time{};
    for (const StepReport &step : flow.steps)
        time += step.duration;
    // A flow that could not begin is one case that says why.
    const qsizetype more = flow.problem ? 1 : 0;
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"name"_s, safe(flow.name));
    xml.writeAttribute(u"tests"_s, QString::number(flow.steps.size() + more));
    xml.writeAttribute(u"failures"_s, QString::number(countOf(flow, StepReport::State::Failed)));
    xml.writeAttribute(u"errors"_s, QString::number(countOf(flow, StepReport::State::NotRun) + more));
    xml.writeAttribute(u"skipped"_s, QString::number(countOf(flow, StepReport::State::Skipped)));
    xml.writeAttribute(u"time"_s, seconds(time));
    xml.writeAttribute(u"file"_s, safe(flow.file));
    if (flow.problem)
        writeStep(xml, flow,
            { .title = u"the file"_s, .state = StepReport::State::NotRun, .problem = flow.problem });
    for (const StepReport &step : flow.steps)
        writeStep(xml, flow, step);
    xml.writeEndElement();
}

} // namespace

QByteArray stateWord(StepReport::State state)
{
    switch (state) {
    case StepReport::State::Held:
        return "held";
    case StepReport::State::Failed:
        return "failed";
    case StepReport::State::NotRun:
        return "not_run";
    case StepReport::State::Skipped:
        return "skipped";
    }
    Q_UNREACHABLE();
    return {};
}

QByteArray writeJunit(const QList<FlowReport> &flows)
{
    QByteArray out;
    QXmlStreamWriter xml(&out);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(u"testsuites"_s);
    for (const FlowReport &flow : flows)
        writeFlow(xml, flow);
    xml.writeEndElement();
    xml.writeEndDocument();
    return out;
}

json::Object toJson(const FlowReport &flow)
{
    json::Array steps;
    for (const StepReport &step : flow.steps) {
        json::Array verdicts;
        for (const Verdict &verdict : step.verdicts)
            verdicts.push_back(json::Object{ { "what", json::string(verdict.what) },
                { "holds", verdict.holds }, { "expected", json::string(verdict.expected) },
                { "found", json::string(verdict.found) } });
        json::Object out{ { "name", json::string(step.title) },
            { "state", json::string(stateWord(step.state)) }, { "duration_ms", step.duration.count() },
            { "expectations", std::move(verdicts) } };
        if (step.problem)
            out["problem"] = json::string(base::oneLine(*step.problem));
        steps.push_back(std::move(out));
    }
    json::Object out{ { "name", json::string(flow.name) }, { "file", json::string(flow.file) },
        { "server", json::string(flow.server) }, { "held", flow.held() }, { "steps", std::move(steps) } };
    if (flow.problem)
        out["problem"] = json::string(base::oneLine(*flow.problem));
    return out;
}

} // namespace authscope::replay
