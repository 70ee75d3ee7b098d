// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/records.h"
#include "ui/common/entrylist.h"
#include "ui/common/widgets.h"
#include "ui/tools/toolmodel.h"

#include <QStandardItemModel>

class QCheckBox;
class QLineEdit;
class QListView;

namespace authscope::ui {

/// The left side of the Tools view: filter, tools, what was called before.
class ToolList : public QFrame {
    Q_OBJECT

public:
    ToolList();

    void setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes);
    void setKnowledge(const ToolKnowledge &knowledge);
    void setHistory(const QList<store::CallRecord> &calls);
    void choose(const QString &tool);
    void focusFilter();

Q_SIGNALS:
    void toolChosen(const QString &name);
    void callChosen(const authscope::store::CallRecord &call);
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
    QList<store::CallRecord> m_calls;
    QStandardItemModel m_history;
    QLineEdit *m_filter;
    QListView *m_list;
    QFrame *m_news;
    Label *m_newsWords;
    QCheckBox *m_lock;
    QListView *m_rejectedList;
    Label *m_rejectedTitle;
    QListView *m_historyList;
    Label *m_historyTitle;
};

} // namespace authscope::ui
