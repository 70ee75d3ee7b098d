// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

class MarkLabel;

/// The one way an error is shown: what failed, why in the server's own words, what to do next, the exchange
/// that proves it, the request id. Stands where the thing happened.
class ErrorPresenter : public QWidget {
    Q_OBJECT

public:
    /// `around`: room outside the frame, gone with it when there is no error.
    explicit ErrorPresenter(
        const QString &objectName = QStringLiteral("errorPresenter"), const QMargins &around = {});

    /// Nothing hides it.
    void setError(const std::optional<base::Error> &error);
    const std::optional<base::Error> &error() const { return m_error; }

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    std::optional<base::Error> m_error;
    QFrame *m_frame;
    MarkLabel *m_mark;
    Label *m_code;
    Label *m_message;
    Label *m_server;
    Label *m_next;
    Label *m_rule;
    Label *m_requestId;
    QPushButton *m_exchange;
    QPushButton *m_copyId;
};

} // namespace authscope::ui
