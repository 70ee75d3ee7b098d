// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokensview.h"

#include "ui/common/chip.h"
#include "ui/common/emptystate.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/tokens/askpanel.h"
#include "ui/tokens/checkscard.h"
#include "ui/tokens/claimstree.h"
#include "ui/tokens/generationscard.h"
#include "ui/tokens/keycard.h"
#include "ui/tokens/sentcard.h"
#include "ui/tokens/tokentimeline.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using oauth::TokenKind;

TokensView::TokensView()
    : m_group(new QButtonGroup(this))
    , m_empty(new EmptyState(u"tokensEmpty"_s))
    , m_page(new QWidget)
    , m_refresh(button(tr("Refresh now"), u"refreshNowButton"_s))
    , m_introspect(button(tr("Ask the server"), u"introspectButton"_s))
    , m_userInfo(button(tr("Who am I"), u"userInfoButton"_s))
    , m_inspect(button(tr("Inspect…"), u"inspectButton"_s))
    , m_revoke(button(tr("Revoke…"), u"revokeButton"_s))
    , m_ask(new AskPanel)
    , m_verdict(new Banner(u"verdictBanner"_s))
    , m_timeline(new TokenTimeline)
    , m_claimsCard(card())
    , m_claims(new ClaimsTree(u"claimsTable"_s, tr("Claims")))
    , m_checks(new ChecksCard)
    , m_sent(new SentCard)
    , m_key(new KeyCard)
    , m_generations(new GenerationsCard)
{
    setObjectName(u"tokensView"_s);
    m_inspect->setToolTip(plainToolTip(
        tr("Open the inspector with this token: judge it against other expectations, keys and times")));
    column(m_claimsCard, 1, 0)->addWidget(m_claims);

    auto *content = new QWidget;
    auto *page = column(content, 20, 12);
    page->setContentsMargins(20, 16, 20, 16);
    page->addLayout(makeChoice());
    page->addWidget(m_verdict);
    page->addWidget(m_timeline);
    page->addLayout(makeActions());
    page->addWidget(m_ask);
    page->addWidget(m_claimsCard);
    page->addLayout(makeCards());
    page->addWidget(m_checks);
    page->addStretch();
    column(m_page, 0, 0)->addWidget(scrollingPage(content, tr("Tokens")));
    auto *all = column(this, 0, 0);
    all->addWidget(m_page);
    all->addWidget(m_empty);
    wire();
    setData({}, {});
}

QLayout *TokensView::makeChoice()
{
    auto *cards = row(nullptr, 0, 8);
    const std::pair<TokenKind, QString> kinds[] = { { TokenKind::Access, u"accessTokenCard"_s },
        { TokenKind::Id, u"idTokenCard"_s }, { TokenKind::Refresh, u"refreshTokenCard"_s } };
    for (const auto &[kind, name] : kinds) {
        QPushButton *choice = button({}, name);
        choice->setCheckable(true);
        auto *inner = row(choice, 0, 8);
        inner->setContentsMargins(12, 4, 12, 4);
        auto *words = new Label(tokenName(kind));
        auto *chip = new Chip;
        words->setAttribute(Qt::WA_TransparentForMouseEvents);
        chip->setAttribute(Qt::WA_TransparentForMouseEvents);
        inner->addWidget(words);
        inner->addWidget(chip);
        m_group->addButton(choice, int(kind));
        m_cards += { kind, choice, chip };
        cards->addWidget(choice);
    }
    m_cards.first().button->setChecked(true);
    cards->addStretch();
    return cards;
}

QLayout *TokensView::makeActions()
{
    auto *actions = row(nullptr, 0, 8);
    for (QPushButton *each : { m_introspect, m_userInfo, m_refresh, m_inspect })
        actions->addWidget(each);
    actions->addStretch();
    actions->addWidget(m_revoke);
    return actions;
}

QLayout *TokensView::makeCards()
{
    auto *cards = row(nullptr, 0, 12);
    for (QFrame *each : { static_cast<QFrame *>(m_sent), static_cast<QFrame *>(m_key) })
        cards->addWidget(each, 1);
    auto *all = column(nullptr, 0, 12);
    all->addLayout(cards);
    all->addWidget(m_generations);
    return all;
}

void TokensView::wire()
{
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) { choose(static_cast<TokenKind>(id)); });
    connect(m_empty, &EmptyState::actionRequested, this, &TokensView::signInRequested);
    connect(m_refresh, &QPushButton::clicked, this, &TokensView::refreshRequested);
    connect(m_introspect, &QPushButton::clicked, this, [this] { Q_EMIT introspectionRequested(m_kind); });
    connect(m_userInfo, &QPushButton::clicked, this, &TokensView::userInfoRequested);
    connect(m_inspect, &QPushButton::clicked, this, [this] { Q_EMIT inspectionRequested(m_kind); });
    connect(m_revoke, &QPushButton::clicked, this, &TokensView::revocationRequested);
    connect(m_ask, &AskPanel::exchangeRequested, this, &TokensView::exchangeRequested);
    connect(m_sent, &SentCard::revealRequested, this, [this] { Q_EMIT revealRequested(m_kind); });
    connect(
        m_sent, &SentCard::copyRequested, this, [this](CopyAs how) { Q_EMIT copyRequested(m_kind, how); });
    connect(m_key, &KeyCard::exchangeRequested, this, &TokensView::exchangeRequested);
    connect(m_generations, &GenerationsCard::compareRequested, this, &TokensView::comparisonRequested);
}

void TokensView::reveal(const base::Secret &value)
{
    m_sent->reveal(value);
}

void TokensView::hideValue()
{
    m_sent->hideValue();
}

const oauth::TokenVerdict *TokensView::verdictOf(TokenKind kind) const
{
    const auto found = std::find_if(m_data.verdicts.cbegin(), m_data.verdicts.cend(),
        [&](const oauth::TokenVerdict &verdict) { return verdict.kind == kind; });
    return found == m_data.verdicts.cend() ? nullptr : &*found;
}

const oauth::TokenVerdict *TokensView::current() const
{
    return verdictOf(m_kind);
}

void TokensView::setData(const TokensData &given, base::Time now)
{
    const int generation = m_data.generations.isEmpty() ? 0 : m_data.generations.first().number;
    m_data = given;
    m_now = now;
    if (given.generations.isEmpty() || given.generations.first().number != generation) {
        hideValue(); // it is another token now
        if (!m_ask->isBusy())
            m_ask->clear();
    }
    m_page->setVisible(!given.verdicts.isEmpty());
    m_empty->setVisible(given.verdicts.isEmpty());
    m_empty->setWords(given.ended.isEmpty() ? tr("No tokens yet") : tr("The tokens are gone"),
        given.ended.isEmpty()
            ? tr("After a sign-in this view judges each token: who signed it, for whom it is, when it ends, "
                 "what it may do, claim by claim.")
            : isolated(base::cleaned(given.ended, 1000)),
        tr("Sign in"));
    for (const Card &card : std::as_const(m_cards))
        card.button->setEnabled(verdictOf(card.kind) != nullptr);
    if (!current() && !given.verdicts.isEmpty())
        choose(given.verdicts.first().kind);
    showToken();
    showActions();
    m_generations->setGenerations(given.generations);
    tick(now);
}

void TokensView::tick(base::Time now)
{
    m_now = now;
    m_timeline->tick(now);
    m_ask->tick(now);
    for (const Card &card : std::as_const(m_cards)) {
        const oauth::TokenVerdict *verdict = verdictOf(card.kind);
        const auto [text, tone] = verdict ? tokenChip(*verdict, now) : std::pair(tr("none"), Tone::Muted);
        card.chip->setChip(text, tone);
        card.button->setAccessibleName(u"%1: %2"_s.arg(tokenName(card.kind), text));
        card.button->setMinimumWidth(card.button->layout()->sizeHint().width());
    }
}

void TokensView::choose(TokenKind kind)
{
    hideValue();
    m_kind = kind;
    m_group->button(int(kind))->setChecked(true);
    showToken();
    showActions();
}

void TokensView::showActions()
{
    const bool isFree = !m_ask->isBusy();
    const auto offer = [](QPushButton *button, bool isNow, const QString &whyNot, const QString &what) {
        button->setEnabled(isNow && whyNot.isEmpty());
        button->setToolTip(plainToolTip(whyNot.isEmpty() ? what : base::cleaned(whyNot, 500)));
        button->setAccessibleDescription(whyNot.isEmpty() ? what : base::cleaned(whyNot, 500));
    };
    offer(m_introspect, isFree,
        m_kind == TokenKind::Id
            ? tr("Servers are asked about access and refresh tokens; an ID token is judged here, by its "
                 "signature.")
            : m_data.whyNoIntrospection,
        tr("Ask the provider whether this token is alive and what it is for (introspection)"));
    offer(m_userInfo, isFree, m_data.whyNoUserInfo,
        tr("Ask the provider who signed in (userinfo), beside what the ID token says"));
    offer(m_revoke, true, m_data.whyNoRevocation,
        tr("Disconnect: the tokens go from this computer, the provider revokes them, and that is proved"));
    m_refresh->setEnabled(m_data.canRefresh && !m_data.isRefreshing);
    m_refresh->setToolTip(
        m_data.canRefresh ? QString() : plainToolTip(tr("There is no refresh token to ask with.")));
    m_refresh->setText(m_data.isRefreshing ? tr("Refreshing…") : tr("Refresh now"));
}

void TokensView::showToken()
{
    const oauth::TokenVerdict *verdict = current();
    if (!verdict)
        return;
    m_verdict->setSentence(verdict->sentence, standingTone(verdict->standing));
    m_timeline->setTimes(
        verdict->issued ? verdict->issued : verdict->notBefore, verdict->expires, m_data.generations);
    m_timeline->tick(m_now);
    m_claims->setClaims(verdict->claims, m_now);
    m_claimsCard->setVisible(!verdict->claims.isEmpty());
    m_checks->setChecks(verdict->checks);
    m_sent->setToken(tokenName(m_kind), m_data.segments.value(m_kind), {});
    m_key->setKey({ .isReadable = verdict->isJwt,
        .headerJson = verdict->headerJson,
        .thumbprint = verdict->thumbprint,
        .exchange = verdict->keyExchange });
}

} // namespace authscope::ui
