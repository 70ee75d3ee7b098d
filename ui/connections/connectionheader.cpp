// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionheader.h"

#include "ui/common/chip.h"
#include "ui/common/emptystate.h"
#include "ui/common/text.h"
#include "ui/connections/connectionmodel.h"

#include <QAction>
#include <QBoxLayout>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

/// How far the server's clock may be ahead of ours.
constexpr std::chrono::minutes clockTolerance{ 1 };

QString identityText(const oauth::Identity &identity)
{
    QStringList parts;
    for (const QString &part : { identity.name, identity.email }) {
        if (!part.isEmpty())
            parts += foreignName(part, 80);
    }
    if (parts.isEmpty() && !identity.subject.isEmpty())
        parts += base::cleaned(identity.subject, 80);
    return parts.join(u" · "_s);
}

} // namespace

ConnectionHeader::ConnectionHeader()
    : m_name(new ElidedLabel({}, TextRole::Header))
    , m_verified(new Chip)
    , m_identity(new ElidedLabel({}, TextRole::Body, Tone::Muted))
    , m_countdown(new Label({}, TextRole::Body, Tone::Muted))
    , m_bar(new ExpiryBar)
    , m_refresh(button(tr("Refresh"), u"refreshButton"_s))
    , m_signIn(button(tr("Sign in"), u"headerSignInButton"_s))
    , m_signOut(new QToolButton)
    , m_url(new ElidedLabel({}, TextRole::Wire, Tone::Muted, Qt::ElideMiddle))
    , m_state(new Label({}, TextRole::Caption, Tone::Muted))
    , m_server(linkButton(tr("About the server"), u"serverInfoButton"_s))
{
    setObjectName(u"connectionHeader"_s);
    m_name->setObjectName(u"connectionNameLabel"_s);
    m_verified->setObjectName(u"verifiedChip"_s);
    m_identity->setObjectName(u"identityLabel"_s);
    m_countdown->setObjectName(u"countdownLabel"_s);
    m_bar->setObjectName(u"expiryBar"_s);
    m_url->setObjectName(u"urlLabel"_s);
    m_state->setObjectName(u"stateLabel"_s);
    m_refresh->setToolTip(plainToolTip(tr("Ask the provider for a new access token now")));
    m_signOut->setObjectName(u"signOutButton"_s);
    m_signOut->setText(tr("Sign out ▾"));
    m_signOut->setAccessibleName(tr("Sign out"));
    m_signOut->setPopupMode(QToolButton::InstantPopup);

    auto *menu = new QMenu(m_signOut);
    QAction *forget = menu->addAction(tr("Forget here…"));
    forget->setObjectName(u"forgetHereAction"_s);
    m_disconnect = menu->addAction(tr("Disconnect…"));
    m_disconnect->setObjectName(u"disconnectAction"_s);
    m_logout = menu->addAction(tr("Sign out at provider…"));
    m_logout->setObjectName(u"logoutAction"_s);
    menu->setToolTipsVisible(true);
    forget->setToolTip(
        plainToolTip(tr("Remove the tokens from this computer; the provider is told nothing")));
    m_signOut->setMenu(menu);

    auto *top = row(nullptr, 0, 12);
    top->addWidget(m_name);
    top->addWidget(m_verified);
    top->addWidget(m_identity);
    top->addStretch(1);
    top->addWidget(m_countdown);
    top->addWidget(m_bar, 1);
    top->addWidget(m_refresh);
    top->addWidget(m_signIn);
    top->addWidget(m_signOut);
    auto *second = row(nullptr, 0, 12);
    second->addWidget(m_url);
    second->addWidget(m_state);
    second->addWidget(m_server);
    second->addStretch(1);
    auto *all = column(this, 0, 4);
    all->setContentsMargins(20, 12, 20, 4);
    all->addLayout(top);
    all->addLayout(second);

    connect(m_refresh, &QPushButton::clicked, this, &ConnectionHeader::refreshRequested);
    connect(m_signIn, &QPushButton::clicked, this, &ConnectionHeader::signInRequested);
    connect(m_server, &QPushButton::clicked, this, &ConnectionHeader::serverInfoRequested);
    connect(forget, &QAction::triggered, this, &ConnectionHeader::forgetRequested);
    connect(m_disconnect, &QAction::triggered, this, &ConnectionHeader::disconnectRequested);
    connect(m_logout, &QAction::triggered, this, &ConnectionHeader::logoutRequested);
}

void ConnectionHeader::show(const HeaderData &given, base::Time now)
{
    m_data = given;
    m_name->setElided(foreignName(given.name));
    m_url->setElided(base::cleaned(given.url, 2000));
    m_state->setText(stateWord(given.state));
    m_state->setTone(stateTone(given.state));
    if (!given.stateText.isEmpty())
        m_state->setToolTip(plainToolTip(base::cleaned(given.stateText)));

    const QString who = identityText(given.identity);
    const bool somebody = given.hasAccessToken || given.state == session::ConnectionState::SignedIn;
    m_identity->setElided(who);
    m_identity->setVisible(!who.isEmpty());
    m_verified->setVisible(somebody);
    if (given.identity.isVerified)
        m_verified->setChip(tr("✓ verified"), Tone::Good);
    else
        m_verified->setChip(tr("! unverified"), Tone::Caution);
    m_verified->setToolTip(plainToolTip(given.identity.isVerified
            ? tr("The name comes from an ID token whose signature was checked.")
            : base::cleaned(given.identity.whyNot)));

    m_server->setText(given.protocol.isEmpty() ? tr("About the server") : tr("MCP %1").arg(given.protocol));
    m_server->setToolTip(
        plainToolTip(tr("What the server says of itself, what it can do, which rules it broke (Ctrl+I)")));
    // An open server shows no button that nobody needs; Ctrl+K still has it.
    m_signIn->setVisible(!somebody && given.knowsSignIn && given.state != session::ConnectionState::Open);
    m_signIn->setEnabled(given.state != session::ConnectionState::SigningIn);
    m_signOut->setVisible(somebody);
    m_disconnect->setEnabled(given.canRevoke);
    m_disconnect->setText(given.canRevoke ? tr("Disconnect…") : tr("Disconnect (the provider offers none)"));
    m_disconnect->setToolTip(
        plainToolTip(given.canRevoke ? tr("Have the tokens revoked at the provider, and prove it")
                                     : tr("The provider has no address for revoking tokens")));
    const bool canLogOut = given.whyNoLogout.isEmpty();
    m_logout->setEnabled(canLogOut);
    m_logout->setText(
        canLogOut ? tr("Sign out at provider…") : tr("Sign out at provider (the provider offers none)"));
    m_logout->setToolTip(plainToolTip(canLogOut ? tr("Disconnect, then end your session there in the browser")
                                                : base::cleaned(given.whyNoLogout, 500)));
    m_refresh->setVisible(somebody);
    m_refresh->setEnabled(given.canRefresh && !given.isRefreshing);
    m_refresh->setText(given.isRefreshing ? tr("Refreshing…") : tr("Refresh"));
    tick(now);
}

void ConnectionHeader::tick(base::Time now)
{
    const bool counts = m_data.hasAccessToken && m_data.expires;
    m_countdown->setVisible(counts);
    m_bar->setVisible(counts);
    if (!counts)
        return;
    const auto left = *m_data.expires - now;
    const auto whole = m_data.issued ? *m_data.expires - *m_data.issued : std::chrono::hours(1);
    const double part = whole.count() > 0 ? double(left.count()) / double(whole.count()) : 0;
    const bool over = left.count() <= 0;
    // T176: a clock that was set back since would count a time that nobody granted.
    const bool isBehind = left > whole + clockTolerance;
    const QString ends = tr("Ends at %1").arg(wholeTime(*m_data.expires));
    m_countdown->setText(isBehind ? tr("access token: the clock was set back")
            : over                ? tr("access token expired")
                                  : tr("access token %1").arg(countdownText(left)));
    m_countdown->setToolTip(plainToolTip(
        isBehind ? ends + tr("\nThis computer’s clock is earlier than when the token was issued.") : ends));
    m_bar->setLeft(std::min(part, 1.0),
        over                         ? Tone::Bad
            : isBehind || part < 0.2 ? Tone::Caution
                                     : Tone::Good,
        m_countdown->text());
}

} // namespace authscope::ui
