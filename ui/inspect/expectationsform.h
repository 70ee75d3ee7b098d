// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/inspect/inspectorservices.h"

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QGridLayout;
class QLineEdit;
class QSpinBox;

namespace authscope::ui {

/// What a token is held against: typed, or what a connection knows. What is left empty is not compared, which
/// the verdict says.
class ExpectationsForm : public QWidget {
    Q_OBJECT

public:
    explicit ExpectationsForm(const InspectorServices &services);

    void refreshConnections();
    void setConnection(const QString &id); ///< empty: nothing in particular
    QString connection() const;
    /// With the moment of judgement in it.
    inspect::Expectations value() const;
    QByteArray connectionUrl() const; ///< of the chosen one; empty: none

Q_SIGNALS:
    void changed();

private:
    enum Field {
        Issuer,
        Audience,
        Client,
        Nonce,
        Resource,
        Scopes,
        Subject,
        Type,
        Party,
        Organization,
        Acr,
        MaxAge,
        Method,
        Url,
        KeyThumbprint,
        CertificateThumbprint,
        AccessToken,
        Code,
        FieldCount
    };
    void addFields();
    void addTimes();
    void fillIn(const inspect::Expectations &expectations);
    void connectionChosen();
    void showMore(bool isOpen);
    const KnownConnection *chosen() const;
    QByteArray text(Field field) const;

    InspectorServices m_services;
    QList<KnownConnection> m_connections;
    inspect::Expectations m_base; ///< of the connection: what no field shows
    QGridLayout *m_form;
    QComboBox *m_connection;
    QLineEdit *m_fields[FieldCount] = {};
    QPushButton *m_more;
    QSpinBox *m_tolerance;
    QCheckBox *m_otherTime;
    QDateTimeEdit *m_at;
};

} // namespace authscope::ui
