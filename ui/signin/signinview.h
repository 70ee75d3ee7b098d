// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/signin/stepdata.h"

namespace authscope::ui {

class AuthorizationPanel;
class QuestionPanel;
class StepRow;

/// The flow as it happens: eight rows.
class SignInView : public QWidget {
    Q_OBJECT

public:
    SignInView();

    void setSteps(const QList<StepData> &steps);
    void setStep(const StepData &step);
    QList<StepData> steps() const;
    /// `again`: there is a sign-in already; `summary`: the line beside the buttons.
    void setRunning(bool running, bool again, const QString &summary);
    void setBrowser(const std::optional<BrowserData> &browser);
    /// None: nothing waits any more.
    void setQuestion(const std::optional<oauth::SignInQuestion> &question);
    /// Why a pasted address was not taken; empty: it was.
    void setPasteProblem(const QString &problem);
    void tick(base::Time now);

Q_SIGNALS:
    void signInRequested();
    void stepThroughRequested(); ///< sign in, with a pause before each row
    void questionAnswered(const QByteArray &choice);
    void cancelRequested();
    void openAgainRequested();
    void copyLinkRequested();
    void pasted(const QString &address);
    void registerAgainRequested();
    void copyReportRequested();
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    StepRow *rowOf(oauth::StepId id) const;

    QPushButton *m_signIn;
    QPushButton *m_stepThrough;
    QPushButton *m_cancel;
    QPushButton *m_report;
    ElidedLabel *m_summary;
    QList<StepRow *> m_rows;
    AuthorizationPanel *m_browser;
    QuestionPanel *m_question;
    bool m_isBrowserWaiting = false;
};

} // namespace authscope::ui
