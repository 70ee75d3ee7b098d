// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/signin/stepdata.h"

class QGridLayout;

namespace authscope::ui {

class ErrorPresenter;

/// One of the eight: state, title, one line of outcome, duration, and a disclosure with the checks and the
/// exchanges.
class StepRow : public QWidget {
    Q_OBJECT

public:
    explicit StepRow(const StepData &data);

    void setData(const StepData &data);
    const StepData &data() const { return m_data; }
    void setOpen(bool open);
    bool isOpen() const;
    /// Room under the details for what only one row has: row 5's browser panel, a question.
    void addExtra(QWidget *extra);

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void fillDetails();
    void addCheck(const base::Check &check);
    void addExchange(const ExchangeLine &line);
    void showDetails();
    bool hasExtra() const;

    StepData m_data;
    MarkLabel *m_mark;
    Label *m_title;
    ElidedLabel *m_outcome;
    Label *m_duration;
    QPushButton *m_toggle;
    QFrame *m_details;
    QVBoxLayout *m_under;
    QGridLayout *m_grid;
    ErrorPresenter *m_error;
};

} // namespace authscope::ui
