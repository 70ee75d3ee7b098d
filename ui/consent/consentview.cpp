// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consent/consentview.h"

#include "ui/common/emptystate.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/consent/consentcard.h"
#include "ui/consent/undopanel.h"

#include <QBoxLayout>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

Label *strong(const QString &text)
{
    auto *label = new Label(text);
    label->setWrapping(true);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

QString scopesOfEvent(const store::ConsentEvent &event)
{
    if (event.requested.isEmpty() || event.requested == event.granted)
        return QString::fromUtf8(event.granted);
    if (event.granted.isEmpty())
        return ConsentView::tr("asked for %1").arg(QString::fromUtf8(event.requested));
    return ConsentView::tr("%1 (asked for %2)")
        .arg(QString::fromUtf8(event.granted), QString::fromUtf8(event.requested));
}

} // namespace

ConsentView::ConsentView()
    : m_undo(new UndoPanel)
    , m_card(new ConsentCard)
    , m_empty(new EmptyState(u"consentEmpty"_s))
    , m_page(new QWidget)
    , m_granted(card())
    , m_grantedTitle(strong(tr("Requested beside granted")))
    , m_grantedTable(new Table(u"grantedTable"_s, tr("Requested and granted scopes"), Table::Height::Fitting))
    , m_layers(new QWidget)
    , m_provider(new Label({}, TextRole::Body, Tone::Muted))
    , m_disconnect(button(tr("Disconnect…"), u"consentDisconnectButton"_s))
    , m_forget(button(tr("Forget here…"), u"consentForgetButton"_s))
    , m_logout(button(tr("Sign out at provider…"), u"consentLogoutButton"_s))
    , m_here(new Label({}, TextRole::Body, Tone::Muted))
    , m_askAgain(button(tr("Ask again for every tool"), u"askAgainButton"_s))
    , m_history(card())
    , m_historyTable(new Table(u"consentHistoryTable"_s, tr("History of consent"), Table::Height::Fitting))
{
    setObjectName(u"consentView"_s);
    m_grantedModel.setHorizontalHeaderLabels(
        { tr("Scope"), tr("Requested"), tr("Granted"), tr("Needed by") });
    m_grantedTable->setModel(&m_grantedModel);
    m_grantedTable->setColumns({ 30, 16, 30, 0 });
    auto *granted = column(m_granted, 1, 8);
    granted->setContentsMargins(1, 12, 1, 1);
    auto *grantedHead = row();
    grantedHead->setContentsMargins(12, 0, 12, 0);
    grantedHead->addWidget(m_grantedTitle);
    granted->addLayout(grantedHead);
    granted->addWidget(m_grantedTable);

    m_historyModel.setHorizontalHeaderLabels({ tr("When"), tr("What"), tr("Scopes") });
    m_historyTable->setModel(&m_historyModel);
    m_historyTable->setColumns({ 18, 0, 0 });
    column(m_history, 1, 0)->addWidget(m_historyTable);

    auto *layers = row(m_layers, 0, 16);
    QFrame *here = card();
    auto *hereColumn = column(here, 16, 8);
    hereColumn->addWidget(strong(tr("This app asking you before a tool writes")));
    m_here->setWrapping(true);
    m_here->setObjectName(u"sessionAllowanceLabel"_s);
    hereColumn->addWidget(m_here);
    auto *hereActions = row();
    hereActions->addWidget(m_askAgain);
    hereActions->addStretch();
    hereColumn->addStretch();
    hereColumn->addLayout(hereActions);
    layers->addWidget(makeProviderLayer(), 1);
    layers->addWidget(here, 1);

    m_empty->setWords(tr("Nothing has been asked for yet"),
        tr("Before the browser opens, this view shows which permissions will be asked for and which tools "
           "need them. "
           "Afterwards it shows what was granted, and how to take it back."),
        tr("Sign in"));

    auto *page = column(m_page, 20, 16);
    page->setContentsMargins(20, 16, 20, 16);
    page->addWidget(m_undo);
    page->addWidget(m_card);
    page->addWidget(m_granted);
    page->addWidget(m_layers);
    page->addWidget(m_history);
    page->addWidget(m_empty, 1);
    page->addStretch();
    column(this, 0, 0)->addWidget(scrollingPage(m_page, tr("Consent")));

    connect(m_card, &ConsentCard::agreed, this, &ConsentView::agreed);
    connect(m_card, &ConsentCard::declined, this, &ConsentView::declined);
    connect(m_empty, &EmptyState::actionRequested, this, &ConsentView::signInRequested);
    connect(m_askAgain, &QPushButton::clicked, this, &ConsentView::askAgainRequested);
    connect(m_undo, &UndoPanel::cleared, this, &ConsentView::arrange);
    setData({});
}

QFrame *ConsentView::makeProviderLayer()
{
    QFrame *frame = card();
    auto *all = column(frame, 16, 8);
    all->addWidget(strong(tr("This app's permission at the provider")));
    m_provider->setWrapping(true);
    all->addWidget(m_provider);
    auto *actions = row();
    for (QPushButton *each : { m_forget, m_disconnect })
        actions->addWidget(each);
    actions->addStretch();
    all->addStretch();
    all->addLayout(actions);
    all->addWidget(m_logout, 0, Qt::AlignLeft); // three beside each other do not fit a small window
    connect(m_forget, &QPushButton::clicked, this, &ConsentView::forgetRequested);
    connect(m_disconnect, &QPushButton::clicked, this, &ConsentView::disconnectRequested);
    connect(m_logout, &QPushButton::clicked, this, &ConsentView::logoutRequested);
    return frame;
}

void ConsentView::ask(const oauth::ConsentRequest &request, const QList<mcp::Tool> &tools)
{
    m_isAsking = true;
    arrange();
    m_card->ask(request, tools);
}

void ConsentView::setTools(const QList<mcp::Tool> &tools)
{
    if (m_isAsking)
        m_card->setTools(tools);
}

void ConsentView::stopAsking()
{
    m_isAsking = false;
    arrange();
}

bool ConsentView::isAsking() const
{
    return m_isAsking;
}

void ConsentView::arrange()
{
    const bool nothing = !m_isAsking && !m_data.isSignedIn && m_data.history.isEmpty();
    m_card->setVisible(m_isAsking);
    m_granted->setVisible(!m_isAsking && m_data.isSignedIn);
    m_layers->setVisible(!nothing);
    m_history->setVisible(!m_data.history.isEmpty());
    m_empty->setVisible(nothing && m_undo->isHidden());
}

void ConsentView::setData(const ConsentData &given)
{
    m_data = given;
    m_grantedModel.removeRows(0, m_grantedModel.rowCount());
    for (const GrantedScope &scope : given.scopes) {
        const bool added = scope.outcome == GrantedScope::Outcome::Added;
        const bool granted = scope.outcome != GrantedScope::Outcome::Dropped;
        m_grantedModel.appendRow(
            { cell(QString::fromUtf8(scope.scope), Tone::Plain, true), cell(added ? tr("no") : tr("yes")),
                markedCell(outcomeWords(scope.outcome), int(granted && !added ? Mark::Passed : Mark::Noted),
                    outcomeTone(scope.outcome)),
                cell(scope.neededBy.isEmpty() ? tr("no tool says so") : fewOf(scope.neededBy),
                    scope.neededBy.isEmpty() ? Tone::Muted : Tone::Plain) });
    }
    showLayers();
    m_historyModel.removeRows(0, m_historyModel.rowCount());
    for (const store::ConsentEvent &event : given.history) {
        QStandardItem *when = cell(clockTime(event.at));
        when->setToolTip(plainToolTip(wholeTime(event.at)));
        const QString note = base::cleaned(event.note);
        const QString what = eventWords(event.what);
        m_historyModel.appendRow({ when, cell(note.isEmpty() ? what : what + u" · "_s + note),
            cell(scopesOfEvent(event), Tone::Plain, true) });
    }
    arrange();
}

void ConsentView::showLayers()
{
    m_provider->setText(m_data.isSignedIn
            ? tr("%1 remembers that you allowed this program, until you take it back there.\n"
                 "Forget here removes the tokens from this computer and tells nobody. Disconnect has them "
                 "revoked as well, and proves it. Sign out at provider also ends your session there, in the "
                 "browser.")
                  .arg(foreignName(m_data.provider))
            : tr("Not signed in. What the provider may remember from before can be taken back in your "
                 "account there."));
    const auto offer = [](QPushButton *button, bool isOffered, const QString &words) {
        button->setEnabled(isOffered);
        button->setToolTip(plainToolTip(words));
        button->setAccessibleDescription(words);
    };
    const QString notIn = tr("You are not signed in.");
    offer(m_forget, m_data.isSignedIn,
        m_data.isSignedIn ? tr("Remove the tokens from this computer; the provider is told nothing") : notIn);
    offer(m_disconnect, m_data.isSignedIn && m_data.canRevoke,
        !m_data.isSignedIn     ? notIn
            : m_data.canRevoke ? tr("Have the tokens revoked at the provider, and prove it")
                               : tr("The provider has no address for revoking tokens"));
    offer(m_logout, m_data.isSignedIn && m_data.whyNoLogout.isEmpty(),
        !m_data.isSignedIn                 ? notIn
            : m_data.whyNoLogout.isEmpty() ? tr("Disconnect, then end your session there in the browser")
                                           : base::cleaned(m_data.whyNoLogout, 500));
    m_here->setText(m_data.toolsAllowed == 0
            ? tr("Every call of a tool that is not marked read-only is shown to you first.")
            : counted(m_data.toolsAllowed,
                tr("1 tool may be called without asking, because you said so."),
                tr("%1 tools may be called without asking, because you said so.")));
    m_askAgain->setEnabled(m_data.toolsAllowed > 0);
}

} // namespace authscope::ui
