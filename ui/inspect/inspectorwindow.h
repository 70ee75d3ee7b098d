// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/recognise.h"
#include "ui/inspect/inspectorservices.h"
#include "ui/inspect/subjectlist.h"

#include <QDialog>
#include <QFuture>

class QComboBox;
class QStackedWidget;

namespace authscope::ui {

class EmptyState;
class ExpectationsForm;
class InspectionView;
class KeyChooser;
class Label;
class PasteField;

/// A verdict on anything pasted, dropped or handed over by a connection. Nothing leaves the machine unless
/// *Fetch keys* is pressed; what was pasted is gone with the window.
class InspectorWindow : public QDialog {
    Q_OBJECT

public:
    explicit InspectorWindow(const InspectorServices &services, QWidget *parent = nullptr);
    ~InspectorWindow() override;

    /// As if it was pasted.
    void inspect(const QByteArray &pasted);
    /// A token of a connection, with what that connection expects and the keys of its issuer.
    void inspectToken(
        const base::Secret &token, inspect::Kind kind, const QString &label, const QString &connection);
    void openMint();
    bool isWorking() const { return m_working > 0; } ///< on something large, beside the window

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange, const QString &connection);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *makeLeft();
    QWidget *makeField();
    QLayout *makeFieldActions();
    void wire();
    /// What was pasted, and what is read of it beside the window because it may be large.
    struct Found {
        inspect::Recognised recognised = {};
        QByteArray issuer = {}, kid = {}; ///< named by the first token
        QByteArray document = {}; ///< of what is no token
    };
    static Found look(const QByteArray &bytes);
    void recognise();
    void recognised(const Found &found);
    void judge();
    void judged(const QList<inspect::Inspection> &inspections);
    void showPlace();
    void showWords();
    void showRight();
    void chooseKind(int index);
    void chooseFile();
    void mintLike();
    void openMint(const QByteArray &headerText, const QByteArray &claimsText);
    void tick();
    template <class Value, class Then>
    void await(const QFuture<Value> &future, Then then);
    const inspect::Subject *subject() const;
    bool isLarge() const;

    InspectorServices m_services;
    inspect::Recognised m_recognised;
    QByteArray m_document;
    QList<inspect::Inspection> m_judged;
    struct Given {
        QString label;
        inspect::Kind kind;
    };
    std::optional<Given> m_given; ///< what a connection says that it handed over
    int m_working = 0;
    int m_ticket = 0; ///< of the newest work: answers to older questions are dropped
    QTimer m_typing;
    QTimer m_tick;
    PasteField *m_field;
    QPushButton *m_reveal;
    QPushButton *m_clear;
    Label *m_sentence;
    Label *m_removed;
    Label *m_problem;
    Label *m_reading;
    SubjectList *m_subjects;
    QFrame *m_subjectsCard = nullptr;
    QWidget *m_kindRow;
    QComboBox *m_kind;
    KeyChooser *m_keys;
    ExpectationsForm *m_expected;
    QStackedWidget *m_right;
    EmptyState *m_empty;
    InspectionView *m_view;
};

} // namespace authscope::ui
