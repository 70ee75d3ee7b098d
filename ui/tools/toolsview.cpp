// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolsview.h"

#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"

#include <QBoxLayout>
#include <QDataStream>
#include <QIODevice>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

ToolsView::ToolsView()
    : m_empty(new EmptyState(u"toolsEmpty"_s))
    , m_error(new ErrorPresenter(u"toolsError"_s))
    , m_split(new QSplitter(Qt::Horizontal))
    , m_right(new QSplitter(Qt::Vertical))
    , m_list(new ToolList)
    , m_panel(new ToolPanel)
    , m_result(new ResultView)
{
    setObjectName(u"toolsView"_s);
    m_right->addWidget(m_panel);
    m_right->addWidget(m_result);
    m_right->setStretchFactor(1, 1);
    m_right->setSizes({ 260, 360 });
    m_right->setHandleWidth(12);
    m_right->setChildrenCollapsible(false);
    m_split->addWidget(m_list);
    m_split->addWidget(m_right);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({ 250, 740 });
    m_split->setHandleWidth(16);
    m_split->setChildrenCollapsible(false);
    auto *all = column(this, 20, 12);
    all->setContentsMargins(20, 16, 20, 16);
    all->addWidget(m_error);
    all->addWidget(m_split, 1);
    all->addWidget(m_empty, 1);

    connect(m_list, &ToolList::toolChosen, this, &ToolsView::showTool);
    connect(m_list, &ToolList::reloadRequested, this, &ToolsView::loadRequested);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &ToolsView::exchangeRequested);
    connect(m_result, &ResultView::exchangeRequested, this, &ToolsView::exchangeRequested);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        if (m_availability == Availability::NotSignedIn)
            Q_EMIT signInRequested();
        else
            Q_EMIT loadRequested();
    });
    connect(m_empty, &EmptyState::otherActionRequested, this, &ToolsView::loadRequested);
    setAvailability(Availability::NotSignedIn);
}

void ToolsView::setAvailability(Availability availability, const std::optional<base::Error> &error)
{
    m_availability = availability;
    const bool usable = !m_tools.isEmpty();
    m_split->setVisible(usable);
    m_empty->setVisible(!usable);
    m_error->setError(availability == Availability::Failed ? error : std::nullopt);
    switch (availability) {
    case Availability::NotSignedIn:
        m_empty->setWords(tr("Tools appear after the sign-in"),
            tr("Each tool gets a form made from its input schema, and its answer is shown as people see it, "
               "as a tree, and as it came. Some servers list their tools, and let the public ones be called, "
               "without a sign-in."),
            tr("Sign in"), tr("Ask without signing in"));
        break;
    case Availability::NotAsked:
        m_empty->setWords(tr("The server was not asked yet"),
            tr("Each tool gets a form made from its input schema, and its answer is shown as people see it, "
               "as a tree, and as it came. This server needs no sign-in."),
            tr("Ask the server"));
        break;
    case Availability::Loading:
        m_empty->setWords(tr("Asking the server for its tools …"), {});
        break;
    case Availability::Failed:
        m_empty->setWords(tr("The tools could not be listed"), {}, tr("Try again"));
        break;
    case Availability::Loaded:
        m_empty->setWords(tr("The server has no tools"),
            tr("It answered, and its list is empty for this account."), tr("Ask again"));
        break;
    }
}

void ToolsView::setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes)
{
    m_tools = tools;
    m_held = heldScopes;
    m_list->setTools(tools, heldScopes);
    if (const mcp::Tool *shown = tool(m_panel->toolName()))
        m_panel->setTool(*shown, heldScopes);
}

void ToolsView::setKnowledge(const ToolKnowledge &knowledge)
{
    m_list->setKnowledge(knowledge);
    m_panel->setKnowledge(knowledge);
}

const mcp::Tool *ToolsView::tool(const QString &name) const
{
    const auto found = std::find_if(
        m_tools.cbegin(), m_tools.cend(), [&](const mcp::Tool &tool) { return tool.name == name; });
    return found == m_tools.cend() ? nullptr : &*found;
}

void ToolsView::showTool(const QString &name)
{
    const mcp::Tool *chosen = tool(name);
    if (!chosen || name == m_panel->toolName())
        return;
    m_panel->setTool(*chosen, m_held);
    m_result->clearData();
    Q_EMIT toolShown(name);
}

QByteArray ToolsView::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_split->saveState() << m_right->saveState();
    return state;
}

void ToolsView::restoreState(const QByteArray &state)
{
    QByteArray split;
    QByteArray right;
    QDataStream stream(state);
    stream >> split >> right;
    m_split->restoreState(split);
    m_right->restoreState(right);
}

} // namespace authscope::ui
