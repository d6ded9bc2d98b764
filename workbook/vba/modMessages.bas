Attribute VB_Name = "modMessages"
Option Explicit
Option Private Module

' Generated from workbook/messages.py, do not edit: python -m workbook.messages

Public Function TitleText() As String
    Dim text As String
    text = text & ChrW(&H516C&) & ChrW(&H5F00&) & ChrW(&H5E74&) & ChrW(&H62A5&)
    TitleText = text
End Function

Public Function NoBookText() As String
    Dim text As String
    text = text & ChrW(&H6CA1&) & ChrW(&H6709&) & ChrW(&H6253&) & ChrW(&H5F00&) & ChrW(&H7684&) & ChrW(&H5DE5&) & ChrW(&H4F5C&) & ChrW(&H7C3F&)
    text = text & ChrW(&H3002&) & ChrW(&H8BF7&) & ChrW(&H5148&) & ChrW(&H6253&) & ChrW(&H5F00&) & ChrW(&H5E74&) & ChrW(&H62A5&) & ChrW(&H5DE5&)
    text = text & ChrW(&H4F5C&) & ChrW(&H7C3F&) & ChrW(&HFF0C&) & ChrW(&H518D&) & ChrW(&H70B9&) & ChrW(&H6309&) & ChrW(&H94AE&) & ChrW(&H3002&)
    NoBookText = text
End Function

Public Function NoServerText() As String
    Dim text As String
    text = text & ChrW(&H8FDE&) & ChrW(&H63A5&) & ChrW(&H4E0D&) & ChrW(&H4E0A&) & ChrW(&H300C&) & ChrW(&H516C&) & ChrW(&H5F00&) & ChrW(&H5E74&)
    text = text & ChrW(&H62A5&) & ChrW(&H300D&) & ChrW(&H7A0B&) & ChrW(&H5E8F&) & ChrW(&H3002&) & ChrW(&H8BF7&) & ChrW(&H91CD&) & ChrW(&H65B0&)
    text = text & ChrW(&H6253&) & ChrW(&H5F00&) & ChrW(&H8868&) & ChrW(&H683C&) & ChrW(&H8F6F&) & ChrW(&H4EF6&) & ChrW(&H540E&) & ChrW(&H518D&)
    text = text & ChrW(&H8BD5&) & ChrW(&HFF1B&) & ChrW(&H4ECD&) & ChrW(&H4E0D&) & ChrW(&H884C&) & ChrW(&H7684&) & ChrW(&HFF0C&) & ChrW(&H8BF7&)
    text = text & ChrW(&H91CD&) & ChrW(&H65B0&) & ChrW(&H5B89&) & ChrW(&H88C5&) & ChrW(&H3002&)
    NoServerText = text
End Function
