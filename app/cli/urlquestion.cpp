// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/urlquestion.h"

#include "base/urlguard.h"
#include "cli/terminalinput.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

using Action = mcp::ElicitationAnswer::Action;

namespace {

bool isPunycode(const QString &host)
{
    const QStringList labels = host.split(u'.');
    return std::any_of(
        labels.begin(), labels.end(), [](const QString &one) { return one.startsWith("xn--"_L1); });
}

} // namespace

UrlQuestion::UrlQuestion(mcp::Elicitation elicitation, mcp::InputContext context, Terminal *terminal,
    oauth::BrowserLauncher *browser, QObject *parent)
    : ResultOperation(parent)
    , m_elicitation(std::move(elicitation))
    , m_context(std::move(context))
    , m_terminal(terminal)
    , m_browser(browser)
{
}

void UrlQuestion::run()
{
    m_talk = std::make_unique<Conversation>(m_terminal, nullptr, [this] {
        const auto guarded = base::guardUrl(m_elicitation.url, u"The address"_s);
        if (!guarded) {
            m_talk->say(u"%1 wants a page to be opened, and that is declined. %2"_s.arg(
                whoAsks(m_context), guarded.error().message));
            return conclude(Action::Decline);
        }
        m_talk->say(u"%1 wants you to open a page:"_s.arg(whoAsks(m_context)));
        m_talk->say(m_elicitation.message);
        m_talk->say(u"Address: %1"_s.arg(shown(m_elicitation.url)));
        m_talk->say(u"Host:    %1"_s.arg(shown(guarded->host)));
        if (isPunycode(guarded->host))
            m_talk->say(u"Look twice: the name of this host is not written in plain letters."_s);
        ask();
    });
}

void UrlQuestion::ask()
{
    m_talk->ask(m_browser
            ? u"Open it in %1? y: yes, d: decline, c: cancel [c]"_s.arg(m_browser->displayName())
            : u"Will you open it? y: yes, d: decline, c: cancel [c]"_s,
        [this](const Conversation::Answer &line) {
            const QString word = line ? line->trimmed().toLower() : QString();
            if (readYesNo(word) == true)
                return open();
            if (word.isEmpty() || word == "c"_L1 || word == "cancel"_L1 || word == ":cancel"_L1)
                return conclude(Action::Cancel);
            if (readYesNo(word) == false || word == "d"_L1 || word == "decline"_L1 || word == ":decline"_L1)
                return conclude(Action::Decline);
            ask();
        });
}

void UrlQuestion::open()
{
    if (m_browser) {
        if (const auto opened = m_browser->open(m_elicitation.url); !opened)
            m_talk->say(u"%1 Open it yourself: %2"_s.arg(opened.error().message, shown(m_elicitation.url)));
    }
    conclude(Action::Accept); // consent, not completion
}

void UrlQuestion::conclude(Action action)
{
    m_talk.reset();
    finishWith(mcp::ElicitationAnswer{ .action = action });
}

} // namespace authscope::cli
