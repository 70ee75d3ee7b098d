// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalinput.h"

#include "base/errorcodes.h"
#include "cli/formquestion.h"
#include "cli/samplingquestion.h"
#include "cli/urlquestion.h"

#include <QDir>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

template <class T>
base::ResultOperation<T> *refused(const QString &message, QObject *parent)
{
    return new Answered<T>(
        base::fail(base::Error{
            .kind = base::ErrorKind::Refused, .code = base::code::inputRefused, .message = message }),
        parent);
}

} // namespace

QString whoAsks(const mcp::InputContext &context)
{
    const QString server = context.server.isEmpty() ? u"The server"_s : shown(context.server);
    const QString where = context.url.isEmpty() ? QString() : u" (%1)"_s.arg(shown(context.url));
    return server + where + (context.cause.isEmpty() ? QString() : u", for %1,"_s.arg(shown(context.cause)));
}

TerminalInput::TerminalInput(Output &output, Options options, QObject *parent)
    : QObject(parent), m_output(output), m_options(std::move(options))
{
}

base::ResultOperation<mcp::ElicitationAnswer> *TerminalInput::elicit(
    const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent)
{
    using Mode = mcp::Elicitation::Mode;
    using Action = mcp::ElicitationAnswer::Action;
    if (m_options.terminal && elicitation.mode == Mode::Form)
        return new FormQuestion(elicitation, context, m_options.terminal, parent);
    if (m_options.terminal)
        return new UrlQuestion(elicitation, context, m_options.terminal, m_options.browser, parent);
    if (elicitation.mode == Mode::Url && context.isAwaited) {
        // Nothing is agreed to: the server gets no answer, it waits until somebody has been there.
        m_output.note(
            u"%1 wants a page to be opened first: “%2”"_s.arg(whoAsks(context), shown(elicitation.message)));
        m_output.note(u"Address: %1"_s.arg(shown(elicitation.url)));
        return new Answered<mcp::ElicitationAnswer>(
            mcp::ElicitationAnswer{ .action = Action::Accept }, parent);
    }
    const auto defaults
        = elicitation.mode == Mode::Form ? mcp::defaultContent(elicitation.schema) : std::nullopt;
    m_output.note(defaults ? u"%1 asks “%2”; nobody is there, so it got the defaults."_s.arg(
                      whoAsks(context), shown(elicitation.message))
                           : u"%1 asks “%2”; nobody is there, so it was declined."_s.arg(
                               whoAsks(context), shown(elicitation.message)));
    mcp::ElicitationAnswer answer{ .action = defaults ? Action::Accept : Action::Decline };
    if (defaults)
        answer.content = *defaults;
    return new Answered<mcp::ElicitationAnswer>(std::move(answer), parent);
}

base::ResultOperation<mcp::SamplingAnswer> *TerminalInput::sample(
    const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent)
{
    if (m_options.terminal && m_options.allowSampling)
        return new SamplingQuestion(request, context, m_options.terminal, parent);
    m_output.note(u"%1 asks for the answer of a language model, and was refused."_s.arg(whoAsks(context)));
    return refused<mcp::SamplingAnswer>(u"Nobody answers for a language model here."_s, parent);
}

base::ResultOperation<QList<mcp::Root>> *TerminalInput::roots(
    const mcp::InputContext &context, QObject *parent)
{
    if (m_options.roots.isEmpty())
        return refused<QList<mcp::Root>>(u"No folder was given with --root."_s, parent);
    m_output.note(u"%1 was told the folders of --root."_s.arg(whoAsks(context)));
    QList<mcp::Root> roots;
    for (const QString &folder : m_options.roots)
        roots.append({ .uri = QUrl::fromLocalFile(folder).toEncoded(), .name = QDir(folder).dirName() });
    return new Answered<QList<mcp::Root>>(std::move(roots), parent);
}

void TerminalInput::elicitationCompleted(const QByteArray &)
{
    m_output.note(u"The server says that what it had you open is done."_s);
}

} // namespace authscope::cli
