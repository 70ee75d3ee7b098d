// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/history/historymodel.h"

class QActionGroup;
class QLineEdit;
class QListView;
class QMenu;

namespace authscope::ui {

/// The calls made before: a search as one types, filters, the list, and what can be done with one or two of
/// them.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    enum class Action { CallAgain, Compare, CopyCurl, CopyCommand, Save, Forget };
    Q_ENUM(Action)
    using Source = std::function<base::Result<QList<store::CallSummary>>(
        const store::CallFilter &filter, qint64 before, int limit)>;
    /// What can be filtered by, asked for when the menu opens.
    struct Choices {
        QStringList tools = {};
        QStringList people = {};
    };

    HistoryPanel();

    void setSource(Source source, std::function<Choices()> choices = {});
    void setConnection(const QString &id); ///< what “this connection” means
    void refresh(); ///< something was added or removed
    QList<qint64> selectedCalls() const; ///< in the order of the list
    const store::CallFilter &filter() const { return m_filter; }
    void setFilter(const store::CallFilter &filter);

Q_SIGNALS:
    void callChosen(qint64 id);
    void actionRequested(authscope::ui::HistoryPanel::Action action, const QList<qint64> &calls);
    void forgetAllRequested();
    void limitsRequested();
    void replayRequested();

private:
    void readAgain();
    void showFilter();
    void fillMenu();
    void openContextMenu(const QPoint &position);
    template <class Value>
    void addChoice(QMenu *menu, QActionGroup *group, const QString &words, Value store::CallFilter::*member,
        const Value &value);

    Source m_source;
    std::function<Choices()> m_choices;
    QString m_connection;
    store::CallFilter m_filter;
    HistoryModel m_model;
    Label *m_title;
    QLineEdit *m_search;
    QPushButton *m_more;
    QMenu *m_menu;
    QWidget *m_active; ///< what is filtered by
    ElidedLabel *m_activeWords;
    QListView *m_list;
    Label *m_nothing;
};

} // namespace authscope::ui
