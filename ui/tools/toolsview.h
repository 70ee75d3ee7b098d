// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/resultview.h"
#include "ui/tools/toollist.h"
#include "ui/tools/toolpanel.h"

class QSplitter;

namespace authscope::ui {

/// List, form, result.
class ToolsView : public QWidget {
    Q_OBJECT

public:
    ToolsView();

    enum class Availability { NotSignedIn, NotAsked, Loading, Failed, Loaded };
    /// `error` for Failed.
    void setAvailability(Availability availability, const std::optional<base::Error> &error = {});
    void setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes);
    void setHistory(const QList<store::CallRecord> &calls) { m_list->setHistory(calls); }
    const mcp::Tool *tool(const QString &name) const;
    void chooseTool(const QString &name) { m_list->choose(name); }

    ToolPanel *panel() const { return m_panel; }
    ResultView *result() const { return m_result; }

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void loadRequested();
    void signInRequested();
    void toolShown(const QString &name); ///< another one
    void callChosen(const authscope::store::CallRecord &call);
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showTool(const QString &name);

    QList<mcp::Tool> m_tools;
    QList<QByteArray> m_held;
    Availability m_availability = Availability::NotSignedIn;
    EmptyState *m_empty;
    ErrorPresenter *m_error;
    QSplitter *m_split;
    QSplitter *m_right;
    ToolList *m_list;
    ToolPanel *m_panel;
    ResultView *m_result;
};

} // namespace authscope::ui
