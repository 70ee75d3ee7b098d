// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/input.h"
#include "ui/input/elicitationdialog.h"

#include <QPointer>

namespace authscope::ui {

/// Where servers' questions to the person arrive. One question of a connection is open at a time, the others
/// wait their turn; connections do not wait for each other. Without a window everything is refused.
class InputDesk : public QObject, public mcp::InputHandler {
    Q_OBJECT

public:
    using QObject::QObject;
    ~InputDesk() override;

    /// What the window knows of a connection.
    struct Place {
        QString name = {};
        QString host = {}; ///< or the program
        bool allowSampling = false;
        QStringList roots = {};
    };
    void setWindow(QWidget *window, std::function<Place(const QString &connection)> describe,
        ElicitationDialog::OpenUrl open);

    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<QList<mcp::Root>> *roots(
        const mcp::InputContext &context, QObject *parent) override;
    void elicitationCompleted(const QByteArray &elicitationId) override;

    int waiting(const QString &connection) const; ///< the open one included
    void bringToFront(const QString &connection);

private:
    template <class T>
    friend class PersonQuestion;

    /// One question in the queue. `open` makes the dialog; `refuse` ends the operation behind it.
    struct Waiting {
        base::Operation *operation;
        QString connection;
        QByteArray elicitationId;
        std::function<QDialog *(QWidget *parent)> open;
        std::function<void(const base::Error &)> refuse;
        QPointer<QDialog> dialog = {};
    };
    bool enqueue(Waiting waiting);
    void withdraw(base::Operation *operation);
    void openNext(const QString &connection);
    void tellWaiting(const QString &connection);
    Asker asker(const mcp::InputContext &context) const;

    QPointer<QWidget> m_window;
    std::function<Place(const QString &)> m_describe;
    ElicitationDialog::OpenUrl m_open;
    QList<Waiting> m_waiting;
};

} // namespace authscope::ui
