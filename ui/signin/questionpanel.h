// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/signinquestion.h"
#include "ui/common/widgets.h"

#include <QTimer>

class QVBoxLayout;

namespace authscope::ui {

/// What a sign-in wants decided, in the row that waits for it. Escape takes the safe choice, and so does Enter
/// unless it only goes on; what gives something away cannot be pressed in the first half second (T177).
class QuestionPanel : public QFrame {
    Q_OBJECT

public:
    QuestionPanel();

    void setQuestion(const oauth::SignInQuestion &question);

Q_SIGNALS:
    void answered(const QByteArray &choice);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QPushButton *addChoice(const oauth::SignInQuestion::Choice &choice);

    oauth::SignInQuestion m_question;
    Label *m_title;
    Label *m_text;
    Label *m_request; ///< of a pause: what is about to be sent
    QVBoxLayout *m_choices;
    QList<QPushButton *> m_unarmed;
    QTimer m_arming;
};

} // namespace authscope::ui
