// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/entrylist.h"
#include "ui/common/widgets.h"
#include "ui/tools/toolmodel.h"


class QCheckBox;
class QLineEdit;
class QListView;

namespace authscope::ui {

class HistoryPanel;

/// The left side of the Tools view: filter, tools, what was called before.
class ToolList : public QFrame {
    Q_OBJECT

public:
    ToolList();

    void setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes);
    HistoryPanel *history() const { return m_history; }
    void setKnowledge(const ToolKnowledge &knowledge);
    void choose(const QString &tool);
    void focusFilter();

Q_SIGNALS:
    void toolChosen(const QString &name);
    void reloadRequested();
    void matrixRequested();
    void policiesRequested();
    void lockRequested(bool locked);
    void newsDismissed();

private:
    QWidget *makeNews();
    QWidget *makeConsent();

    ToolModel m_tools;
    EntryModel m_rejected;
    QLineEdit *m_filter;
    QListView *m_list;
    QFrame *m_news;
    Label *m_newsWords;
    QCheckBox *m_lock;
    QListView *m_rejectedList;
    Label *m_rejectedTitle;
    HistoryPanel *m_history;
};

} // namespace authscope::ui
