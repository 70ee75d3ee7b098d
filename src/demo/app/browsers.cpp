// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/app/browsers.h"

#include <algorithm>

namespace authscope::demo {

namespace {

constexpr std::chrono::hours signedInFor{ 1 };
constexpr qsizetype maxBrowsers = 200;
constexpr qsizetype maxQuestions = 20;

} // namespace

Browser *Browsers::find(const QByteArray &id, base::Time now)
{
    const auto found = m_browsers.find(id);
    if (found == m_browsers.end())
        return nullptr;
    if (now >= found->expires) {
        m_browsers.erase(found);
        return nullptr;
    }
    return &found.value();
}

Browser *Browsers::create(base::Time now, base::RandomSource &random)
{
    m_browsers.removeIf([now](const auto &entry) { return now >= entry->expires; });
    if (m_browsers.size() >= maxBrowsers) {
        const auto oldest = std::min_element(m_browsers.begin(), m_browsers.end(),
            [](const Browser &a, const Browser &b) { return a.expires < b.expires; });
        m_browsers.erase(oldest);
    }
    Browser browser{ .id = random.token(), .csrf = random.token(), .expires = now + signedInFor };
    return &m_browsers.insert(browser.id, browser).value();
}

Browser *Browsers::signIn(
    const QByteArray &oldId, const QByteArray &subject, base::Time now, base::RandomSource &random)
{
    end(oldId);
    Browser *browser = create(now, random);
    browser->subject = subject;
    return browser;
}

QByteArray Browsers::ask(Browser &browser, const AuthorizeRequest &request, base::RandomSource &random)
{
    const QByteArray question = random.token();
    browser.questions.insert(question, request);
    browser.questionOrder.append(question);
    if (browser.questionOrder.size() > maxQuestions)
        browser.questions.remove(browser.questionOrder.takeFirst());
    return question;
}

std::optional<AuthorizeRequest> Browsers::take(Browser &browser, const QByteArray &question)
{
    const auto found = browser.questions.find(question);
    if (found == browser.questions.end())
        return std::nullopt;
    const AuthorizeRequest request = found.value();
    browser.questions.erase(found);
    browser.questionOrder.removeOne(question);
    return request;
}

} // namespace authscope::demo
