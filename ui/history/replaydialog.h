// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/replay.h"

#include <QDialog>
#include <QStandardItemModel>

class QCheckBox;
class QPushButton;

namespace authscope::ui {

class Label;
class MarkLabel;
class Table;

/// Saved calls at one connection: what they would do first, then, when the person says so, step by step what
/// came of it.
class ReplayDialog : public QDialog {
    Q_OBJECT

public:
    struct File {
        QString name = {};
        replay::Flow flow = {};
    };
    ReplayDialog(session::Connection *connection, const QList<File> &files, QWidget *parent);
    ~ReplayDialog() override;

    bool isRunning() const { return m_run; }
    const QList<replay::FlowReport> &reports() const { return m_reports; }
    void reject() override; ///< ends what runs

private:
    void plan();
    void start();
    void next();
    void showStep(int index, const replay::StepReport &step);
    void conclude();
    void giveBack();
    int rowOf(int step) const;
    void showSummary(const QString &words, int mark);

    QPointer<session::Connection> m_connection;
    QList<File> m_files;
    QStringList m_environment;
    QList<replay::FlowReport> m_reports;
    QPointer<replay::Replay> m_run;
    int m_current = -1;
    QStandardItemModel m_model;
    Table *m_table;
    MarkLabel *m_mark;
    Label *m_summary;
    QCheckBox *m_mayUse;
    QPushButton *m_start;
    QPushButton *m_close;
};

} // namespace authscope::ui
