// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/signinanswers.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

using oauth::SignInFlow;
using oauth::SignInQuestion;
using oauth::StepId;

SignInAnswers::SignInAnswers(SignInFlow *flow, Options options, QObject *parent)
    : QObject(parent), m_flow(flow), m_options(std::move(options))
{
    connect(flow, &SignInFlow::questionAsked, this, &SignInAnswers::answer);
    connect(flow, &SignInFlow::deviceCodeShown, this, &SignInAnswers::showDeviceCode);
    if (m_options.terminal && m_options.takesPaste)
        connect(flow, &SignInFlow::browserOpened, this, &SignInAnswers::offerPaste);
    connect(flow, &SignInFlow::stepChanged, this, [this](const oauth::SignInStep *step) {
        const bool isPasteOver
            = step->id() == StepId::Browser && step->state() != oauth::StepState::AwaitingPerson;
        if (m_talk && (isPasteOver || m_flow->isFinished()) && !m_flow->question())
            m_talk.reset();
    });
    connect(flow, &base::Operation::finished, this, [this] { m_talk.reset(); });
}

bool SignInAnswers::isAccepted(const SignInQuestion &question) const
{
    return question.kind == SignInQuestion::Kind::ForeignEndpoints
        && std::all_of(question.subjects.begin(), question.subjects.end(), [this](const QByteArray &origin) {
               return m_options.acceptedHosts.contains(
                   QUrl::fromEncoded(origin).authority(QUrl::FullyEncoded), Qt::CaseInsensitive);
           });
}

void SignInAnswers::answer()
{
    m_talk.reset();
    if (isAccepted(*m_flow->question()))
        return m_flow->answerQuestion("accept");
    if (!m_options.terminal)
        return m_flow->answerQuestion(m_flow->question()->safeChoice);
    m_talk = std::make_unique<Conversation>(m_options.terminal, nullptr, [this] {
        m_talk->say(m_flow->question()->title);
        for (const QString &line : m_flow->question()->text.split(u'\n'))
            m_talk->say(u"  "_s + line);
        const QList<SignInQuestion::Choice> &choices = m_flow->question()->choices;
        for (qsizetype i = 0; i < choices.size(); ++i)
            m_talk->say(choices[i].detail.isEmpty()
                    ? u"  %1  %2"_s.arg(i + 1).arg(choices[i].label)
                    : u"  %1  %2 (%3)"_s.arg(i + 1).arg(choices[i].label, choices[i].detail));
        ask();
    });
}

void SignInAnswers::ask()
{
    m_talk->ask(u"Your choice, 1 to %1:"_s.arg(m_flow->question()->choices.size()),
        [this](const Conversation::Answer &line) {
            if (!m_flow->question())
                return;
            const SignInQuestion question = *m_flow->question();
            const qsizetype number = line ? line->trimmed().toLongLong() : 0;
            if (line && (number < 1 || number > question.choices.size()))
                return ask();
            m_talk.reset();
            m_flow->answerQuestion(line ? question.choices[number - 1].id : question.safeChoice);
        });
}

void SignInAnswers::showDeviceCode()
{
    const oauth::DevicePrompt &prompt = *m_flow->devicePrompt();
    m_options.output->note(u"Open %1 in a browser on any device"_s.arg(shown(prompt.verificationUri)));
    m_options.output->note(u"and type this code: %1"_s.arg(prompt.userCode));
    m_options.output->note(u"The address bar must show %1."_s.arg(prompt.host));
}

void SignInAnswers::offerPaste()
{
    if (m_talk)
        return;
    m_talk = std::make_unique<Conversation>(m_options.terminal, nullptr, [this] { askForPaste(); });
}

void SignInAnswers::askForPaste()
{
    m_talk->ask(u"If the browser is on another computer, paste the address it ended at:"_s,
        [this](const Conversation::Answer &line) {
            if (!line)
                return m_talk.reset();
            if (line->trimmed().isEmpty())
                return askForPaste();
            const auto pasted = m_flow->pasteAnswer(*line);
            if (pasted)
                return m_talk.reset();
            m_talk->say(base::oneLine(pasted.error()));
            askForPaste();
        });
}

} // namespace authscope::cli
