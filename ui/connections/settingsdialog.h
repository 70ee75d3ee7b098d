// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connections/advancedform.h"

#include <QDialog>

namespace authscope::ui {

/// The settings of a connection that is there already.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    struct Answer {
        QString name = {};
        session::Connection::Settings settings = {};
        base::Secret clientSecret = {};
        std::optional<oauth::GrantInput> grantInput = {}; ///< in place of what it signs in with
        std::optional<net::ClientIdentity> clientIdentity = {}; ///< shown to servers from now on
        bool changesHeaders = false;
        HeadersTable::Headers headers = {};
    };

    SettingsDialog(
        const QString &name, const session::Connection::Settings &settings, bool isProgram, QWidget *parent);

Q_SIGNALS:
    void answered(const authscope::ui::SettingsDialog::Answer &answer);

private:
    void confirm();

    QLineEdit *m_name;
    AdvancedForm *m_form;
    Label *m_problem;
};

} // namespace authscope::ui
