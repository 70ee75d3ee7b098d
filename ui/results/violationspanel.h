// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/shared.h"
#include "schema/validate.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

#include <QFutureWatcher>
#include <QTimer>

class QListView;

namespace authscope::ui {

/// Where a result breaks its schema: place, what is demanded there, and by which keyword.
class ViolationsPanel : public QFrame {
    Q_OBJECT

public:
    ViolationsPanel();

    void setJudgement(const schema::Judgement &judgement);
    void clear() { setJudgement({}); }

Q_SIGNALS:
    void placeChosen(const QByteArray &pointer);

private:
    Label *m_title;
    Label *m_note;
    Table *m_table;
    QStandardItemModel m_model;
    QTimer m_refit;
};

/// Judges beside the window's thread; a judgement that nobody waits for any more is dropped.
class ResultJudge : public QObject {
    Q_OBJECT

public:
    explicit ResultJudge(QObject *parent);
    ~ResultJudge() override;

    void judge(const json::Shared &value, const json::Value &schema);
    void stop();
    bool isRunning() const { return m_watcher.isRunning(); }

Q_SIGNALS:
    void judged(const authscope::schema::Judgement &judgement);

private:
    QFutureWatcher<schema::Judgement> m_watcher;
};

} // namespace authscope::ui
