// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokensview.h"

#include "ui/common/emptystate.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/signin/stepdata.h"
#include "ui/tokens/askpanel.h"
#include "ui/tokens/tokentimeline.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollArea>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

using oauth::Standing;
using oauth::TokenKind;

QString tokenName(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Access:
        return TokensView::tr("Access token");
    case TokenKind::Id:
        return TokensView::tr("ID token");
    case TokenKind::Refresh:
        return TokensView::tr("Refresh token");
    }
    Q_UNREACHABLE();
    return {};
}

Tone standingTone(Standing standing)
{
    switch (standing) {
    case Standing::Valid:
        return Tone::Good;
    case Standing::NotVerified:
        return Tone::Caution;
    case Standing::Failed:
    case Standing::Expired:
        return Tone::Bad;
    }
    Q_UNREACHABLE();
    return {};
}

std::pair<QString, Tone> tokenChip(const oauth::TokenVerdict &verdict, base::Time now)
{
    switch (verdict.standing) {
    case Standing::Failed:
        return { TokensView::tr("not valid"), Tone::Bad };
    case Standing::Expired:
        return { TokensView::tr("expired"), Tone::Bad };
    case Standing::Valid:
    case Standing::NotVerified:
        break;
    }
    if (verdict.expires) {
        const auto left = std::chrono::duration_cast<std::chrono::minutes>(*verdict.expires - now).count();
        if (left < 0)
            return { TokensView::tr("expired"), Tone::Bad };
        const QString words = left >= 2 * 1440 ? TokensView::tr("%1 days").arg(left / 1440)
            : left >= 120                      ? TokensView::tr("%1 h").arg(left / 60)
            : left == 0                        ? TokensView::tr("under a minute")
                                               : TokensView::tr("%1 min").arg(left);
        return { words, verdict.standing == Standing::Valid ? Tone::Good : Tone::Muted };
    }
    return verdict.standing == Standing::Valid ? std::pair(TokensView::tr("valid"), Tone::Good)
                                               : std::pair(TokensView::tr("held"), Tone::Muted);
}

namespace {

QPlainTextEdit *readOnlyWire(const QString &objectName)
{
    auto *edit = new QPlainTextEdit;
    edit->setObjectName(objectName);
    edit->setProperty("bare", true);
    edit->setReadOnly(true);
    edit->setUndoRedoEnabled(false);
    edit->setTabChangesFocus(true);
    edit->setFont(fontFor(TextRole::Wire));
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 6 + 12);
    return edit;
}

std::pair<QFrame *, QVBoxLayout *> titledCard(const QString &title)
{
    QFrame *frame = card();
    QVBoxLayout *inside = column(frame, 16, 8);
    inside->addWidget(new Label(title, TextRole::Caption, Tone::Muted));
    return { frame, inside };
}

} // namespace

TokensView::TokensView()
    : m_group(new QButtonGroup(this))
    , m_empty(new EmptyState(u"tokensEmpty"_s))
    , m_page(new QWidget)
    , m_refresh(button(tr("Refresh now"), u"refreshNowButton"_s))
    , m_introspect(button(tr("Ask the server"), u"introspectButton"_s))
    , m_userInfo(button(tr("Who am I"), u"userInfoButton"_s))
    , m_revoke(button(tr("Revoke…"), u"revokeButton"_s))
    , m_ask(new AskPanel)
    , m_verdict(new Banner(u"verdictBanner"_s))
    , m_timeline(new TokenTimeline)
    , m_claimsCard(card())
    , m_claims(new Table(u"claimsTable"_s, tr("Claims"), Table::Height::Fitting))
    , m_checks(new Table(u"tokenChecksTable"_s, tr("Checks made on this token"), Table::Height::Fitting))
{
    setObjectName(u"tokensView"_s);
    m_hideTimer.setSingleShot(true);
    m_hideTimer.setInterval(30s);
    connect(&m_hideTimer, &QTimer::timeout, this, &TokensView::hideValue);

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
        m_segments += { kind, choice, chip };
        cards->addWidget(choice);
    }
    m_segments.first().button->setChecked(true);
    cards->addStretch();

    m_claimsModel.setHorizontalHeaderLabels({ tr("Claim"), tr("Value"), tr("Meaning"), tr("Verdict") });
    m_claims->setModel(&m_claimsModel);
    m_claims->setColumns({ 13, 36, 0, 30 });
    m_checksModel.setHorizontalHeaderLabels({ tr("Check"), tr("Found"), tr("Standard") });
    m_checks->setModel(&m_checksModel);
    m_checks->setColumns({ 46, 0, 22 });
    auto *claims = column(m_claimsCard, 1, 0);
    claims->addWidget(m_claims);
    QFrame *checksCard = card();
    column(checksCard, 1, 0)->addWidget(m_checks);

    auto *content = new QWidget;
    auto *page = column(content, 20, 12);
    page->setContentsMargins(20, 16, 20, 16);
    page->addLayout(cards);
    page->addWidget(m_verdict);
    page->addWidget(m_timeline);
    page->addLayout(makeActions());
    page->addWidget(m_ask);
    page->addWidget(m_claimsCard);
    page->addLayout(makeCards());
    page->addWidget(checksCard);
    page->addStretch();
    column(m_page, 0, 0)->addWidget(scrollingPage(content, tr("Tokens")));
    auto *all = column(this, 0, 0);
    all->addWidget(m_page);
    all->addWidget(m_empty);

    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) { choose(static_cast<TokenKind>(id)); });
    connect(m_empty, &EmptyState::actionRequested, this, &TokensView::signInRequested);
    setData({}, {});
}

QLayout *TokensView::makeActions()
{
    auto *actions = row(nullptr, 0, 8);
    for (QPushButton *each : { m_introspect, m_userInfo, m_refresh })
        actions->addWidget(each);
    actions->addStretch();
    actions->addWidget(m_revoke);
    connect(m_refresh, &QPushButton::clicked, this, &TokensView::refreshRequested);
    connect(m_introspect, &QPushButton::clicked, this, [this] { Q_EMIT introspectionRequested(m_kind); });
    connect(m_userInfo, &QPushButton::clicked, this, &TokensView::userInfoRequested);
    connect(m_revoke, &QPushButton::clicked, this, &TokensView::revocationRequested);
    connect(m_ask, &AskPanel::exchangeRequested, this, &TokensView::exchangeRequested);
    return actions;
}

QLayout *TokensView::makeCards()
{
    m_value = readOnlyWire(u"tokenValueEdit"_s);
    m_value->setWordWrapMode(QTextOption::WrapAnywhere);
    m_reveal = button(tr("Reveal 30 s"), u"revealButton"_s);
    m_copy = button(tr("Copy"), u"copyTokenButton"_s);
    m_copy->setToolTip(
        plainToolTip(tr("The clipboard is cleared after a minute, unless it holds something else by then.")));
    auto *actions = row();
    actions->addWidget(m_reveal);
    actions->addWidget(m_copy);
    actions->addStretch();
    auto [sentCard, sent] = titledCard(tr("AS SENT"));
    sent->addWidget(m_value);
    sent->addLayout(actions);
    sent->addStretch();

    m_headerText = new Label(tr("Opaque: only the provider can read it."), TextRole::Body, Tone::Muted);
    m_headerText->setWrapping(true);
    m_header = readOnlyWire(u"tokenHeaderEdit"_s);
    m_header->setAccessibleName(tr("Header of the token"));
    m_thumbprint = new ElidedLabel({}, TextRole::Caption, Tone::Muted, Qt::ElideMiddle);
    m_keyExchange = linkButton(tr("The fetch that brought the key"), u"keyExchangeButton"_s);
    auto [keyCard, key] = titledCard(tr("HEADER AND KEY"));
    key->addWidget(m_headerText);
    key->addWidget(m_header);
    key->addWidget(m_thumbprint);
    key->addWidget(m_keyExchange, 0, Qt::AlignLeft);
    key->addStretch();

    m_generationsModel.setHorizontalHeaderLabels({ tr("No."), tr("When"), tr("How") });
    m_generations = new Table(u"generationsTable"_s, tr("Generations of the tokens"), Table::Height::Fitting);
    m_generations->setModel(&m_generationsModel);
    m_generations->setColumns({ 4, 14, 0 });
    m_generations->horizontalHeader()->hide();
    auto [generationsCard, generations] = titledCard(tr("GENERATIONS"));
    generations->addWidget(m_generations);
    generations->addStretch();

    auto *cards = row(nullptr, 0, 12);
    for (QFrame *each : { sentCard, keyCard })
        cards->addWidget(each, 1);
    auto *all = column(nullptr, 0, 12);
    all->addLayout(cards);
    all->addWidget(generationsCard);
    connect(m_reveal, &QPushButton::clicked, this, [this] {
        if (m_hideTimer.isActive())
            hideValue();
        else
            Q_EMIT revealRequested(m_kind);
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(m_kind); });
    connect(m_keyExchange, &QPushButton::clicked, this, [this] {
        if (const oauth::TokenVerdict *verdict = current())
            Q_EMIT exchangeRequested(verdict->keyExchange);
    });
    return all;
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
    for (const Segment &segment : std::as_const(m_segments))
        segment.button->setEnabled(verdictOf(segment.kind) != nullptr);
    if (!current() && !given.verdicts.isEmpty())
        choose(given.verdicts.first().kind);
    showToken();
    showActions();
    showGenerations();
    tick(now);
}

void TokensView::tick(base::Time now)
{
    m_now = now;
    m_timeline->tick(now);
    m_ask->tick(now);
    for (const Segment &segment : std::as_const(m_segments)) {
        const oauth::TokenVerdict *verdict = verdictOf(segment.kind);
        const auto [text, tone] = verdict ? tokenChip(*verdict, now) : std::pair(tr("none"), Tone::Muted);
        segment.chip->setChip(text, tone);
        segment.button->setAccessibleName(u"%1: %2"_s.arg(tokenName(segment.kind), text));
        segment.button->setMinimumWidth(segment.button->layout()->sizeHint().width());
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
    showClaims(*verdict);
    m_header->setVisible(verdict->isJwt);
    m_header->setPlainText(base::cleanedBlock(QString::fromUtf8(verdict->headerJson)));
    m_headerText->setVisible(!verdict->isJwt);
    m_thumbprint->setElided(tr("Key thumbprint %1").arg(base::cleaned(verdict->thumbprint)));
    m_thumbprint->setVisible(!verdict->thumbprint.isEmpty());
    m_keyExchange->setVisible(verdict->keyExchange != 0);
}

void TokensView::showClaims(const oauth::TokenVerdict &verdict)
{
    m_claimsModel.removeRows(0, m_claimsModel.rowCount());
    for (const oauth::ClaimRow &claim : verdict.claims) {
        const bool scopes = claim.name == "scope" || claim.name == "scp";
        QStandardItem *value = scopes ? chipsCell(claim.value.split(u' ', Qt::SkipEmptyParts), Tone::Accent)
                                      : cell(claim.value, Tone::Plain, true);
        value->setToolTip(plainToolTip(base::cleaned(claim.raw, 4096)));
        QStandardItem *remark = claim.state
            ? markedCell(claim.remark, int(markOf(*claim.state)), markTone(markOf(*claim.state)))
            : cell(claim.remark, Tone::Muted);
        m_claimsModel.appendRow({ cell(QString::fromUtf8(claim.name), Tone::Plain, true), value,
            cell(claim.meaning, Tone::Muted), remark });
    }
    m_claimsCard->setVisible(!verdict.claims.isEmpty());
    m_checksModel.removeRows(0, m_checksModel.rowCount());
    for (const base::Check &check : verdict.checks) {
        QString found = check.found;
        if (!check.expected.isEmpty() && check.expected != check.found)
            found += tr(" · expected %1").arg(check.expected);
        m_checksModel.appendRow({ markedCell(check.title, int(markOf(check.state)), Tone::Plain),
            cell(found, Tone::Plain, true), cell(check.rule, Tone::Muted) });
    }
    m_checks->parentWidget()->setVisible(!verdict.checks.isEmpty());
}

void TokensView::showGenerations()
{
    m_generationsModel.removeRows(0, m_generationsModel.rowCount());
    for (const oauth::TokenGeneration &generation : std::as_const(m_data.generations)) {
        QStandardItem *when = cell(clockTime(generation.at));
        when->setToolTip(plainToolTip(wholeTime(generation.at)));
        const QString story = generationStory(generation);
        m_generationsModel.appendRow({ cell(QString::number(generation.number)), when,
            generation.notice.isEmpty() ? cell(story, Tone::Muted)
                                        : markedCell(story, int(Mark::Noted), Tone::Caution) });
    }
}

void TokensView::reveal(const base::Secret &value)
{
    if (value.isEmpty())
        return;
    m_value->setPlainText(base::cleanedBlock(QString::fromLatin1(value.reveal())));
    m_value->setAccessibleName(tr("%1, revealed").arg(tokenName(m_kind)));
    m_reveal->setText(tr("Hide"));
    m_hideTimer.start();
}

void TokensView::hideValue()
{
    m_hideTimer.stop();
    m_value->setPlainText(QString(96, u'•'));
    m_value->setAccessibleName(tr("%1, hidden").arg(tokenName(m_kind)));
    m_reveal->setText(tr("Reveal 30 s"));
}

} // namespace authscope::ui
