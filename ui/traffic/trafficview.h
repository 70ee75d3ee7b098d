// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/tables.h"
#include "ui/common/widgets.h"
#include "ui/traffic/trafficfilter.h"
#include "ui/traffic/trafficmodel.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QSplitter;

namespace authscope::ui {

class ClipboardPolicy;
class EmptyState;
class WaterfallView;

/// Every HTTP exchange, redacted when it was recorded.
class TrafficView : public QWidget {
    Q_OBJECT

public:
    /// What was kept of other runs, oldest first: of one connection, or of all for an empty name.
    using Earlier = std::function<QList<net::Exchange>(const QString &connection)>;

    TrafficView(
        net::ExchangeLog *log, const QString &connection, ClipboardPolicy *clipboard, Earlier earlier = {});

    /// False when it is not kept any more.
    bool showExchange(base::ExchangeId id);
    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum class Secrets { Marked, Whole };

    QWidget *makeHead();
    QWidget *makeDetails();
    void follow();
    void showEarlier();
    const net::Exchange *current() const;
    void showDetails();
    void showEmptiness();
    void collectPurposes();
    void chooseFile(Secrets secrets);
    void write(const QString &path, Secrets secrets);

    net::ExchangeLog *m_log;
    QString m_connection;
    Earlier m_earlier;
    bool m_wasShown = false;
    ClipboardPolicy *m_clipboard;
    TrafficModel *m_model;
    TrafficFilter m_shown;
    QLineEdit *m_filter;
    QComboBox *m_purpose;
    QComboBox *m_answers;
    QCheckBox *m_allConnections;
    SegmentedControl *m_switch;
    QPushButton *m_curl;
    QPushButton *m_export;
    QSplitter *m_split;
    Table *m_table;
    WaterfallView *m_times;
    QPlainTextEdit *m_request;
    QPlainTextEdit *m_response;
    Label *m_note;
    EmptyState *m_empty;
};

} // namespace authscope::ui
