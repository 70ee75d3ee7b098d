// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolconsentcontroller.h"

#include "session/toolconsents.h"
#include "ui/common/text.h"
#include "ui/tools/callpoliciesdialog.h"
#include "ui/tools/differenceview.h"
#include "ui/tools/scopematrixdialog.h"
#include "ui/tools/toolsview.h"

#include <QBoxLayout>
#include <QDialog>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using session::ToolConsents;

ToolConsentController::ToolConsentController(
    ToolsView *view, session::Connection *connection, QObject *parent)
    : QObject(parent), m_view(view), m_connection(connection)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(0);
    connect(&m_refresh, &QTimer::timeout, this, &ToolConsentController::refresh);
    const auto later = [this] { m_refresh.start(); };
    ToolConsents *consents = connection->consents();
    connect(connection, &session::Connection::toolsChanged, this, later);
    connect(connection, &session::Connection::tokensChanged, this, later);
    connect(consents, &ToolConsents::changed, this, later);
    connect(consents, &ToolConsents::learnedMore, this, later);
    connect(consents, &ToolConsents::newsChanged, this, later);

    ToolList *list = view->list();
    connect(list, &ToolList::matrixRequested, this, &ToolConsentController::openMatrix);
    connect(list, &ToolList::policiesRequested, this, &ToolConsentController::openPolicies);
    connect(list, &ToolList::newsDismissed, consents, &ToolConsents::dismissNews);
    connect(list, &ToolList::lockRequested, consents, [this, consents](bool locked) {
        if (!consents->setLocked(locked))
            refresh(); // the box shows what is so
    });
    connect(view->panel(), &ToolPanel::changesRequested, this, &ToolConsentController::openChanges);
    m_refresh.start();
}

void ToolConsentController::refresh()
{
    const ToolConsents *consents = m_connection->consents();
    const QList<mcp::Tool> &tools = m_connection->tools();
    ToolKnowledge knowledge{ .learned = consents->learned(),
        .changed = consents->changedTools(tools),
        .news = consents->news(),
        .rule = consents->rule(),
        .isLocked = consents->isLocked(),
        .canSignIn = canSignIn() };
    for (const ToolConsents::Decision &decision : consents->decisions()) {
        if (decision.own)
            knowledge.own.insert(decision.tool, *decision.own);
    }
    const auto looks = session::lookAlikes(tools);
    for (auto look = looks.cbegin(); look != looks.cend(); ++look)
        knowledge.looks.insert(tools[look.key()].name, *look);
    m_view->setKnowledge(knowledge);
    if (m_matrix)
        showMatrix();
}

bool ToolConsentController::canSignIn() const
{
    return m_connection->kind() != session::EndpointKind::Issuer && !m_connection->command().isSet();
}

void ToolConsentController::openMatrix()
{
    if (!m_matrix) {
        m_matrix = new ScopeMatrixDialog(m_view);
        m_matrix->setAttribute(Qt::WA_DeleteOnClose);
        connect(
            m_matrix, &ScopeMatrixDialog::permissionRequested, this, [this](const QList<QByteArray> &scopes) {
                m_matrix->close();
                m_connection->signIn(tr("Tools need %1").arg(base::cleaned(scopes.join(", "), 200)), scopes);
            });
        connect(m_matrix, &ScopeMatrixDialog::forgetLearnedRequested, this,
            [this] { m_connection->consents()->forgetLearned(); });
    }
    showMatrix();
    m_matrix->show();
    m_matrix->raise();
    m_matrix->activateWindow();
}

void ToolConsentController::showMatrix()
{
    m_matrix->setMatrix(session::ScopeMatrix::build(m_connection->tools(),
                            m_connection->consents()->learned(), m_connection->heldScopes()),
        canSignIn());
}

void ToolConsentController::openPolicies()
{
    if (!m_policies) {
        m_policies = new CallPoliciesDialog(m_connection, m_view);
        m_policies->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_policies->choose(m_view->panel()->toolName());
    m_policies->show();
    m_policies->raise();
    m_policies->activateWindow();
}

void ToolConsentController::openChanges(const QString &name)
{
    const mcp::Tool *tool = m_view->tool(name);
    if (!tool)
        return;
    session::CallQuestion question{ .tool = *tool };
    m_connection->consents()->explain(&question);
    auto *dialog = new QDialog(m_view);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"toolChangesDialog"_s);
    dialog->setWindowTitle(tr("What changed in %1").arg(isolated(base::cleaned(name, 80))));
    auto *all = column(dialog, 20, 12);
    auto *since = new Label(question.approved
            ? tr("You approved it on %1. Since then:").arg(wholeTime(*question.approved))
            : tr("Since you approved it:"));
    since->setWrapping(true);
    auto *difference = new DifferenceView(u"toolDifferenceText"_s);
    difference->setChanges(question.changes, question.changesAreUnknown);
    QPushButton *accept = button(tr("Approve it as it is now"), u"approveChangedButton"_s);
    QPushButton *close = button(tr("Close"), u"closeChangesButton"_s);
    close->setDefault(true);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(accept);
    buttons->addStretch();
    buttons->addWidget(close);
    all->addWidget(since);
    all->addWidget(difference, 1);
    all->addLayout(buttons);
    dialog->resize(600, 420);
    connect(close, &QPushButton::clicked, dialog, &QDialog::close);
    connect(accept, &QPushButton::clicked, this, [this, dialog, approved = *tool] {
        m_connection->consents()->approve(approved, session::CallAnswer::Remember::Once);
        dialog->close();
    });
    dialog->open();
}

} // namespace authscope::ui
